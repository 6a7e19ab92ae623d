package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.indexer.facts.SubjectFact.Presence;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies what a look found to the rows of one location, and tells the facts that follow. */
final class AtLocation {
    private static final int SUBJECTS_AT_ONCE = 100;

    private final LocationRows rows;
    private final Listed listed;
    private final AssertionRows assertions;
    private final NamedManifests named;
    private final Edges edges;
    private final ClaimingTags tags;
    private final Backlog backlog;
    private final Outbox out;

    AtLocation(Parts parts) {
        rows = parts.rows();
        listed = parts.listed();
        assertions = parts.assertions();
        named = parts.named();
        edges = parts.edges();
        backlog = parts.backlog();
        out = parts.out();
        tags = new ClaimingTags(rows, new Claimants(listed), named, listed.relations(), backlog);
    }

    /** A manifest is there, and says this. Whether nobody knew that it is there. */
    boolean present(Source.Manifest source, Derivation derivation, Look look) {
        Location location = source.location();
        Optional<ManifestRow> before = rows.manifest(location, source.digest());
        ManifestRow now = ManifestRow.of(look, derivation, before);
        boolean changed = !before.flatMap(ManifestRow::content).equals(now.content());
        Set<SubjectName> askedFor =
                look.happened() ? Set.of() : subjects(assertions.ofItself(location, source.digest()));
        Set<Digest> touched = replaceAssertions(source, derivation.assertions());
        rows.put(location, source.digest(), now);
        if (changed) {
            touched.addAll(edges.ownSubjects(location, source.digest()));
        }
        touched.forEach(subject -> edges.tell(location, subject, source.digest(), look));
        if (before.flatMap(ManifestRow::content).isEmpty()) {
            tellPresence(source, true, look);
        }
        subjects(derivation.assertions()).stream()
                .filter(subject -> !askedFor.contains(subject))
                .forEach(subject -> subject.digest().ifPresent(digest -> named.wantUnknown(location, digest, look)));
        if (changed) {
            tellOfOthers(source, look);
        }
        boolean newer = before.filter(row -> row.rules() >= now.rules()).isEmpty();
        if (changed || newer || isNews(source, derivation)) {
            takeIn(source, before, derivation, look);
        }
        if (look.behindDeletion()) {
            doubtOthers(source, look);
        }
        boolean appeared = before.flatMap(ManifestRow::content).isEmpty();
        Set<SubjectName> subjects = new HashSet<>(subjects(derivation.assertions()));
        if (appeared) {
            subjects.addAll(namedByOthers(source));
        }
        boolean doubtful = mayHaveGoneWith(subjects, location, look) || named.mayHaveGoneWithAll(location, look);
        if (look.happened() && doubtful) {
            named.doubt(source, look);
        }
        return appeared;
    }

    /** Whether one of these can have ended since the look began, and have taken along what it found. */
    private boolean mayHaveGoneWith(Set<SubjectName> subjects, Location location, Look look) {
        long began = look.origin().observed().toEpochMilli();
        return subjects.stream()
                .flatMap(subject -> subject.digest().stream())
                .flatMap(digest -> rows.manifest(location, digest).stream())
                .anyMatch(row -> row.mayHaveEnded(began));
    }

    /** What tags and indexes say that a manifest refers to, or the beginning of it where that is much. */
    private Set<SubjectName> namedByOthers(Source.Manifest source) {
        Set<SubjectName> found = new HashSet<>();
        if (assertions.othersName(source.location(), source.digest())) {
            assertions.eachAbout(source.location(), source.digest(), "", made -> {
                found.add(made.assertion().subject());
                return found.size() < SUBJECTS_AT_ONCE;
            });
        }
        return found;
    }

    private static Set<SubjectName> subjects(Set<Assertion> asserted) {
        return asserted.stream().map(Assertion::subject).collect(Collectors.toSet());
    }

    /** Whether a process of a former build has taken it in, which knew less of what follows by the same rules. */
    private boolean isNews(Source.Manifest source, Derivation derivation) {
        Location location = source.location();
        Digest digest = source.digest();
        return (!derivation.entries().digests().isEmpty() && !listed.knows(location, digest))
                || (!derivation.relations().isEmpty() && !listed.relations().hasRows(location, digest));
    }

    /** Keeps what it lists and claims of that, and has the tags that point there follow. */
    private void takeIn(Source.Manifest source, Optional<ManifestRow> before, Derivation derivation, Look look) {
        if (look.origin().rules() < Derivation.ENTRIES_SINCE) {
            return;
        }
        Location location = source.location();
        boolean known = listed.knows(location, source.digest());
        if (isIndex(before) || !derivation.entries().digests().isEmpty()) {
            // Also what it was when it was gone, if that is not worked off yet.
            listed.forget(location, source.digest());
        }
        listed.put(location, source.digest(), derivation);
        backlog.add(location, Work.of(Work.Step.TAGS, source.digest(), look));
        if (isIndex(before) || !derivation.claims().isEmpty()) {
            backlog.add(location, Work.claims(source.digest(), look));
            backlog.add(location, Work.lapses(source.digest(), look));
        }
        if (!derivation.entries().digests().isEmpty() && (look.happened() || !known)) {
            backlog.add(location, Work.of(Work.Step.CHILDREN, source.digest(), look));
        }
        relate(source, derivation, look);
    }

    /** Behind the tags that point there: they show whether it is an image index, or a list of referrers. */
    private void relate(Source.Manifest source, Derivation derivation, Look look) {
        Location location = source.location();
        Digest digest = source.digest();
        boolean told = listed.relations().isTold(location, digest);
        if (told || !derivation.relations().isEmpty()) {
            listed.relations().name(location, digest, derivation.relations());
            backlog.add(location, Work.of(Work.Step.RELATE, digest, look));
        }
        if (told) {
            backlog.add(location, Work.of(Work.Step.UNRELATE, digest, look));
        }
    }

    /** A manifest is not there, or no longer. */
    void gone(Source.Manifest source, Look look) {
        Location location = source.location();
        Digest digest = source.digest();
        Optional<ManifestRow> before = rows.manifest(location, digest);
        boolean wasThere = before.flatMap(ManifestRow::content).isPresent();
        Set<Digest> touched = replaceAssertions(source, Set.of());
        boolean ends = wasThere || look.origin().cause().kind().reported();
        boolean known = before.filter(row -> !named.isOnlyRemembered(location, digest, row))
                .isPresent();
        named.gone(location, digest, look, ends);
        if (wasThere) {
            touched.removeIf(subject -> isToldWithOthers(source, subject));
            touched.forEach(subject -> edges.tell(location, subject, digest, look));
            tellPresence(source, false, look);
        }
        if (ends) {
            // Also of what came and went before anybody looked.
            doubtOthers(source, look);
        } else if (!known) {
            // What names it was looked at before, and can have gone with it while that look was under way.
            backlog.add(location, Work.of(Work.Step.POINTERS, digest, look));
            backlog.add(location, Work.of(Work.Step.DANGLING, digest, look));
        }
        tellOfOthers(source, look);
        backlog.add(location, Work.of(Work.Step.TAGS, digest, look));
        if (isIndex(before)) {
            backlog.add(location, Work.of(Work.Step.FORGET, digest, look));
        }
        if (wasThere && listed.relations().hasRows(location, digest)) {
            backlog.add(location, Work.of(Work.Step.UNRELATE, digest, look));
        }
    }

    /** A tag points here. */
    void tagged(Source.Tag source, Digest digest, Look look) {
        Set<SubjectName> subject =
                TagClaim.of(source.tag()).map(TagClaim::subject).map(Set::of).orElse(Set.of());
        boolean doubtful =
                mayHaveGoneWith(subject, source.location(), look) || named.mayHaveGoneWithAll(source.location(), look);
        // Clocks differ between those who look: what was doubted once is not for as long as they do.
        if (doubtful && look.origin().cause().kind() != Cause.Kind.CASCADE) {
            named.doubt(source, look);
        }
        Optional<Claimant> claimant = tags.claimant(source);
        if (claimant.isPresent()) {
            tags.points(source, claimant.get(), digest, look);
            return;
        }
        if (!rows.tag(source.location(), source.tag()).equals(Optional.of(digest))) {
            rows.pointTag(source.location(), source.tag(), digest);
        }
        named.wantUnlessThere(source.location(), digest, look);
    }

    /** A tag is gone. What it pointed to lives on until somebody says otherwise. */
    void untagged(Source.Tag source, Look look) {
        tags.claimant(source)
                .ifPresentOrElse(
                        claimant -> tags.gone(source, claimant, look),
                        () -> rows.forgetTag(source.location(), source.tag()));
    }

    /** What others say of a manifest that appeared, changed or is gone: as a referrer, and as what one of them calls a subject. */
    private void tellOfOthers(Source.Manifest source, Look look) {
        Location location = source.location();
        if (assertions.othersName(location, source.digest())) {
            backlog.add(location, Work.of(Work.Step.REFERRER, source.digest(), look));
        }
        SubjectName.truncated(source.digest())
                .filter(name -> assertions.namesSubject(location, name))
                .ifPresent(name -> backlog.add(location, Work.of(Work.Step.SUBJECT, source.digest(), look)));
    }

    /** Registries take along what refers to a manifest, what it lists, and the tags that point to it, without a word. */
    private void doubtOthers(Source.Manifest deleted, Look look) {
        Location location = deleted.location();
        Digest digest = deleted.digest();
        backlog.add(location, Work.of(Work.Step.POINTERS, digest, look));
        if (listed.knows(location, digest)) {
            backlog.add(location, Work.of(Work.Step.ORPHANS, digest, look));
        }
        if (assertions.namesSubject(location, SubjectName.of(digest))) {
            backlog.add(location, Work.cascade(digest, Optional.empty(), look));
        }
        SubjectName.truncated(digest)
                .filter(name -> assertions.namesSubject(location, name))
                .ifPresent(name -> backlog.add(location, Work.cascade(digest, SubjectName.tagOf(digest), look)));
    }

    /** Whether the edge is among those that are told because others assert them. */
    private boolean isToldWithOthers(Source.Manifest referrer, Digest subject) {
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
        Asserter itself = Asserter.itself(source.location(), source.digest());
        Set<Assertion> before = assertions.ofItself(source.location(), source.digest());
        Set<Digest> touched = new HashSet<>();
        for (Assertion lost : before) {
            if (!now.contains(lost)) {
                assertions.remove(itself, lost);
                lost.subject().digest().ifPresent(touched::add);
                named.forgetUnnamed(source.location(), lost);
            }
        }
        for (Assertion learnt : now) {
            if (!before.contains(learnt)) {
                assertions.put(itself, learnt, Standing.HOLDS);
                learnt.subject().digest().ifPresent(touched::add);
            }
        }
        return touched;
    }
}
