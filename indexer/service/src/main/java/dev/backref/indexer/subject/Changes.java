package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Age;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes changes down as events. */
final class Changes {
    private static final String NOT_CHECKED = "not-checked";

    private Changes() {}

    /**
     * The event of a change.
     *
     * @param state the edge as it is, or as it was before it disappeared
     * @param alsoAt other locations that hold the edge
     * @param position of the fact that shows the change
     */
    static Change of(Change.Type type, Edge edge, EdgeState state, List<String> alsoAt, Position position) {
        List<String> omitted = new ArrayList<>();
        Descriptor referrer = state.descriptor();
        if (isLarger(referrer.annotations(), Change.Data.LARGEST_ANNOTATIONS)) {
            omitted.add(Change.Data.ANNOTATIONS);
            referrer = referrer.withoutAnnotations();
        }
        Optional<Set<String>> predicateTypes = Optional.of(state.predicateTypes());
        if (isLarger(state.predicateTypes(), Change.Data.LARGEST_PREDICATE_TYPES)) {
            omitted.add(Change.Data.PREDICATE_TYPES);
            predicateTypes = Optional.empty();
        }
        Origin origin = edge.origin();
        Change.Data data = new Change.Data(
                new Change.SubjectRef(edge.subject()),
                referrer,
                omitted,
                state.kinds(),
                predicateTypes,
                state.forms(),
                state.lapsed(),
                edge.location(),
                origin.cause(),
                origin.observed(),
                position.appended(),
                alsoAt,
                Age.of(state.descriptor(), state.evidence()),
                state.evidence().stream().anyMatch(layer -> layer.isAboutOther(edge.subject())),
                NOT_CHECKED,
                position);
        return new Change(id(type, edge, state), Change.SOURCE, type, edge.subject(), position.appended(), data);
    }

    private static boolean isLarger(Object part, int most) {
        return Json.write(part).length > most;
    }

    /**
     * The same for the same change, however often and wherever it is derived. A reindex can change an edge twice by one copy, by
     * what the manifest says and by a tag whose claim is new, so there the outcome counts as well.
     */
    private static String id(Change.Type type, Edge edge, EdgeState state) {
        Origin origin = edge.origin();
        String outcome = origin.cause().kind() == Cause.Kind.REINDEX
                ? "\n" + origin.cause().id() + state.forms() + state.lapsed() + state.kinds()
                : "";
        String text = String.join(
                        "\n",
                        edge.subject().toString(),
                        edge.referrer().toString(),
                        edge.location().toString(),
                        type.name(),
                        origin.record(),
                        Integer.toString(origin.rules()))
                + outcome;
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).encoded().substring(0, 32);
    }
}
