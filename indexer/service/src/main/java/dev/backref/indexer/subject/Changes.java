package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes changes down as events. */
final class Changes {
    private static final String NOT_CHECKED = "not-checked";
    private static final List<String> ANNOTATIONS = List.of("referrer.annotations");

    private Changes() {}

    /**
     * The event of a change.
     *
     * @param state the edge as it is, or as it was before it disappeared
     * @param alsoAt other locations that hold the edge
     * @param position of the fact that shows the change
     */
    static Change of(Change.Type type, Edge edge, EdgeState state, List<String> alsoAt, Position position) {
        boolean tooLarge = Json.write(state.descriptor().annotations()).length > Change.Data.LARGEST_ANNOTATIONS;
        Descriptor referrer = tooLarge ? state.descriptor().withoutAnnotations() : state.descriptor();
        Origin origin = edge.origin();
        Change.Data data = new Change.Data(
                new Change.SubjectRef(edge.subject()),
                referrer,
                tooLarge ? ANNOTATIONS : List.of(),
                state.kinds(),
                state.forms(),
                state.lapsed(),
                edge.location(),
                origin.cause(),
                origin.observed(),
                position.appended(),
                alsoAt,
                NOT_CHECKED,
                position);
        return new Change(id(type, edge), Change.SOURCE, type, edge.subject(), position.appended(), data);
    }

    /** The same for the same change, however often and wherever it is derived. */
    private static String id(Change.Type type, Edge edge) {
        Origin origin = edge.origin();
        String text = String.join(
                "\n",
                edge.subject().toString(),
                edge.referrer().toString(),
                edge.location().toString(),
                type.name(),
                origin.record(),
                Integer.toString(origin.rules()));
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).encoded().substring(0, 32);
    }
}
