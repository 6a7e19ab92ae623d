package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes changes down as events. */
final class Changes {
    private Changes() {}

    /**
     * An edge when it changes.
     *
     * @param former what it was before; absent where it only appeared or disappeared, or was verified
     */
    record States(EdgeRow told, Optional<EdgeState> former) {}

    /**
     * The event of a change.
     *
     * @param states the edge as it is, or as it was before it disappeared; with its descriptor as a whole, and with the look that
     *     showed the change
     * @param position of the fact that shows the change
     */
    static Change of(Change.Type type, Edge edge, States states, EdgeData.Beside beside, Position position) {
        EdgeState state = states.told().state();
        Change.Data data = EdgeData.of(edge.subject(), edge.location(), states.told(), beside, position)
                .after(states.former().flatMap(before -> former(before, state)));
        return new Change(id(type, edge, state), Change.SOURCE, type, edge.subject(), position.appended(), data);
    }

    private static Optional<Change.Former> former(EdgeState before, EdgeState now) {
        return before.kinds().equals(now.kinds()) && before.predicateTypes().equals(now.predicateTypes())
                ? Optional.empty()
                : Optional.of(new Change.Former(before.kinds(), EdgeData.predicateTypes(before)));
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
