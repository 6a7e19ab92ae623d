package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.facts.SubjectFact.Presence;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Applies what a look found to the rows of one location, and tells the facts that follow. */
final class AtLocation {
    private final LocationRows rows;
    private final EntryRows entries;
    private final AssertionRows assertions;
    private final NamedManifests named;
    private final Edges edges;
    private final ReferrersTags tags;
    private final Backlog backlog;
    private final Outbox out;

    AtLocation(Parts parts) {
        rows = parts.rows();
        entries = parts.entries();
        assertions = parts.assertions();
        named = parts.named();
        edges = parts.edges();
        backlog = parts.backlog();
        out = parts.out();
        tags = new ReferrersTags(rows, named, backlog);
    }

    /** A manifest is there, and says this. Whether nobody knew that it is there. */
    boolean present(Source.Manifest source, Derivation derivation, Look look) {
        Location location = source.location();
        Optional<ManifestRow> before = rows.manifest(location, source.digest());
        ManifestRow now = ManifestRow.of(look, Optional.of(ManifestRow.Content.of(derivation)));
        boolean changed = !before.flatMap(ManifestRow::content).equals(now.content());
        Set<Digest> touched = replaceAssertions(source, derivation.assertions());
        rows.put(location, source.digest(), now);
        if (changed) {
            touched.addAll(edges.ownSubjects(location, source.digest()));
        }
        touched.forEach(subject -> edges.tell(location, subject, source.digest(), look));
        if (before.flatMap(ManifestRow::content).isEmpty()) {
            tellPresence(source, true, look);
        }
        derivation
                .assertions()
                .forEach(assertion ->
                        assertion.subject().digest().ifPresent(subject -> named.wantUnknown(location, subject, look)));
        if (changed) {
            tellOfTags(source, look);
        }
        boolean derivedBefore =
                before.filter(row -> row.rules() >= Derivation.ENTRIES_SINCE).isPresent();
        if (now.rules() >= Derivation.ENTRIES_SINCE && (changed || !derivedBefore)) {
            if (isIndex(before)) {
                entries.forget(location, source.digest());
            }
            entries.put(location, source.digest(), derivation.entries().digests());
            backlog.add(location, Work.of(Work.Step.TAGS, source.digest(), look));
            if (!derivation.entries().digests().isEmpty()) {
                backlog.add(location, Work.of(Work.Step.CHILDREN, source.digest(), look));
            }
        }
        return before.flatMap(ManifestRow::content).isEmpty();
    }

    /** A manifest is not there, or no longer. */
    void gone(Source.Manifest source, Look look) {
        Location location = source.location();
        Digest digest = source.digest();
        Optional<ManifestRow> before = rows.manifest(location, digest);
        boolean wasThere = before.flatMap(ManifestRow::content).isPresent();
        Set<Digest> touched = replaceAssertions(source, Set.of());
        if (named.isNamed(location, digest)) {
            // Remembered, so that the next that names it does not make anybody look again.
            rows.put(location, digest, ManifestRow.of(look, Optional.empty()));
        } else if (before.isPresent()) {
            rows.forget(location, digest);
        }
        if (wasThere) {
            touched.removeIf(subject -> isToldWithTags(source, subject));
            touched.forEach(subject -> edges.tell(location, subject, digest, look));
            tellPresence(source, false, look);
        }
        tellOfTags(source, look);
        backlog.add(location, Work.of(Work.Step.TAGS, digest, look));
        if (isIndex(before)) {
            backlog.add(location, Work.of(Work.Step.FORGET, digest, look));
        }
    }

    /** A tag points here. */
    void tagged(Source.Tag source, Digest digest, Look look) {
        if (ReferrersTags.isOne(source)) {
            tags.points(source, digest, look);
            return;
        }
        if (!rows.tag(source.location(), source.tag()).equals(Optional.of(digest))) {
            rows.pointTag(source.location(), source.tag(), digest);
        }
        named.wantUnknown(source.location(), digest, look);
    }

    /** A tag is gone. What it pointed to lives on until somebody says otherwise. */
    void untagged(Source.Tag source, Look look) {
        if (ReferrersTags.isOne(source)) {
            tags.gone(source, look);
        } else {
            rows.forgetTag(source.location(), source.tag());
        }
    }

    /** What tags say of a manifest that appeared, changed or is gone: as a referrer, and as what one of them calls a subject. */
    private void tellOfTags(Source.Manifest source, Look look) {
        Location location = source.location();
        if (assertions.tagsList(location, source.digest())) {
            backlog.add(location, Work.of(Work.Step.REFERRER, source.digest(), look));
        }
        SubjectName.truncated(source.digest())
                .filter(name -> assertions.namesSubject(location, name))
                .ifPresent(name -> backlog.add(location, Work.of(Work.Step.SUBJECT, source.digest(), look)));
    }

    /** Whether the edge is among those that are told because tags assert them. */
    private boolean isToldWithTags(Source.Manifest referrer, Digest subject) {
        return !assertions
                .about(referrer.location(), referrer.digest(), SubjectName.of(subject))
                .isEmpty();
    }

    private static boolean isIndex(Optional<ManifestRow> row) {
        return row.flatMap(ManifestRow::content)
                .filter(ManifestRow.Content::isIndex)
                .isPresent();
    }

    private void tellPresence(Source.Manifest source, boolean present, Look look) {
        out.tell(new Presence(source.digest(), source.location(), present, look.origin()), look.timestamp());
    }

    /** Replaces what a manifest claims, and gives the subjects of which something changed. */
    private Set<Digest> replaceAssertions(Source.Manifest source, Set<Assertion> now) {
        Set<Assertion> before = assertions.by(source);
        Set<Digest> touched = new HashSet<>();
        for (Assertion lost : before) {
            if (!now.contains(lost)) {
                assertions.remove(source, lost);
                lost.subject().digest().ifPresent(touched::add);
                named.forgetUnnamed(source.location(), lost);
            }
        }
        for (Assertion learnt : now) {
            if (!before.contains(learnt)) {
                assertions.put(source, learnt, Standing.HOLDS);
                learnt.subject().digest().ifPresent(touched::add);
            }
        }
        return touched;
    }
}
