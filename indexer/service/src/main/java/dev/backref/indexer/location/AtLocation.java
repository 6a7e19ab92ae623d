package dev.backref.indexer.location;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.indexer.facts.SubjectFact.Presence;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Applies what a look found to the rows of one location, and tells the facts that follow. An edge is there when any
 * source asserts it and its referrer is there: a function of the rows alone, and told whenever one of the two changed.
 */
final class AtLocation {
    private final LocationRows rows;
    private final WantedRows wanted;
    private final Outbox out;

    AtLocation(LocationRows rows, WantedRows wanted, Outbox out) {
        this.rows = rows;
        this.wanted = wanted;
        this.out = out;
    }

    /** A manifest is there, and says this. */
    void present(Source.Manifest source, Derivation derivation, Look look) {
        Location location = source.location();
        Optional<ManifestRow> before = rows.manifest(location, source.digest());
        ManifestRow now =
                new ManifestRow(look.offset(), look.origin().rules(), Optional.of(ManifestRow.Content.of(derivation)));
        Set<EdgeId> touched = replaceAssertions(source, derivation.assertions());
        rows.put(location, source.digest(), now);
        if (!before.flatMap(ManifestRow::content).equals(now.content())) {
            touched.addAll(edgesOf(source));
        }
        touched.forEach(edge -> tellEdge(location, edge, look));
        if (before.flatMap(ManifestRow::content).isEmpty()) {
            out.tell(new Presence(source.digest(), location, true, look.origin()), look.timestamp());
        }
        derivation.assertions().forEach(assertion -> {
            wantUnknown(location, assertion.subject(), look);
            wantUnknown(location, assertion.referrer(), look);
        });
    }

    /** A manifest is not there, or no longer. */
    void gone(Source.Manifest source, Look look) {
        Location location = source.location();
        Optional<ManifestRow> before = rows.manifest(location, source.digest());
        Set<EdgeId> touched = replaceAssertions(source, Set.of());
        touched.addAll(edgesOf(source));
        if (rows.isNamedAsSubject(location, source.digest())) {
            // Remembered, so that the next referrer that names it does not make anybody look again.
            rows.put(
                    location,
                    source.digest(),
                    new ManifestRow(look.offset(), look.origin().rules(), Optional.empty()));
        } else if (before.isPresent()) {
            rows.forget(location, source.digest());
        }
        if (before.flatMap(ManifestRow::content).isPresent()) {
            touched.forEach(edge -> tellEdge(location, edge, look));
            out.tell(new Presence(source.digest(), location, false, look.origin()), look.timestamp());
        }
    }

    /** A tag points here. */
    void tagged(Source.Tag source, Digest digest, Look look) {
        if (!rows.tag(source.location(), source.tag()).equals(Optional.of(digest))) {
            rows.pointTag(source.location(), source.tag(), digest);
        }
        wantUnknown(source.location(), digest, look);
    }

    /** A tag is gone. What it pointed to lives on until somebody says otherwise. */
    void untagged(Source.Tag source) {
        rows.forgetTag(source.location(), source.tag());
    }

    /** An edge at the location at hand. */
    private record EdgeId(Digest subject, Digest referrer) {
        static EdgeId of(Assertion assertion) {
            return new EdgeId(assertion.subject(), assertion.referrer());
        }
    }

    private Set<EdgeId> edgesOf(Source.Manifest referrer) {
        return rows.subjectsOf(referrer.location(), referrer.digest()).stream()
                .map(subject -> new EdgeId(subject, referrer.digest()))
                .collect(Collectors.toSet());
    }

    /** Replaces what a source claims, and gives the edges of which something changed. */
    private Set<EdgeId> replaceAssertions(Source.Manifest source, Set<Assertion> now) {
        Set<Assertion> before = rows.assertionsOf(source.location(), source.digest());
        Set<Assertion> lost = new HashSet<>(before);
        lost.removeAll(now);
        Set<Assertion> learnt = new HashSet<>(now);
        learnt.removeAll(before);
        rows.withdrawBy(source.location(), source.digest(), lost);
        rows.assertBy(source.location(), source.digest(), learnt);
        Set<EdgeId> touched = new HashSet<>();
        lost.forEach(assertion -> touched.add(EdgeId.of(assertion)));
        learnt.forEach(assertion -> touched.add(EdgeId.of(assertion)));
        lost.forEach(assertion -> forgetUnnamed(source.location(), assertion.subject()));
        return touched;
    }

    private void tellEdge(Location location, EdgeId edge, Look look) {
        Set<Form> forms = rows.formsOf(location, edge.subject(), edge.referrer());
        Optional<EdgeState> state = rows.manifest(location, edge.referrer())
                .flatMap(ManifestRow::content)
                .filter(content -> !forms.isEmpty())
                .map(content -> new EdgeState(content.descriptor(), forms, content.kinds(), content.evidence()));
        out.tell(new Edge(edge.subject(), location, edge.referrer(), state, look.origin()), look.timestamp());
    }

    private void wantUnknown(Location location, Digest digest, Look look) {
        if (rows.manifest(location, digest).isEmpty()) {
            Origin origin = look.origin();
            wanted.want(RegistryEvent.wanted(
                    new Source.Manifest(location, digest),
                    new Cause(Cause.Kind.NAMED_BY, origin.cause().id()),
                    origin.observed()));
        }
    }

    /** A manifest that is gone is remembered only as long as something names it. */
    private void forgetUnnamed(Location location, Digest digest) {
        boolean gone = rows.manifest(location, digest)
                .filter(row -> row.content().isEmpty())
                .isPresent();
        if (gone && !rows.isNamedAsSubject(location, digest)) {
            rows.forget(location, digest);
        }
    }
}
