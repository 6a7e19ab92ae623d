package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.List;
import java.util.Optional;

/**
 * Edges of a partition of subjects, in an order that never changes. An edge that stays while pages are read is on one of
 * them, as it was at that moment; one that comes or goes meanwhile may be on one or not.
 *
 * @param position how far the index had come, at least, when the edges were read
 * @param edges those of this page; none where too much was looked at for it
 * @param next to ask for the next page with; absent on the last one
 */
public record EdgesAnswer(Position position, ServedBy servedBy, List<Edge> edges, Optional<Place> next) {
    public EdgesAnswer {
        edges = List.copyOf(edges);
    }

    /**
     * An edge that is there.
     *
     * @param data as a change would tell it that added it now, with the times and the cause of what changed it last and without
     *     {@code alsoAt}; its position is that of the answer
     * @param firstAnywhere whether no other location that holds the edge now had it before, of those that the caller may see,
     *     and of the first {@value Change.Data#MOST_ALSO_AT} by name
     */
    public record Edge(Change.Data data, boolean firstAnywhere) {
        /** Where it stands. */
        public Place place() {
            return new Place(data.subject().digest(), data.referrer().digest(), data.location());
        }
    }

    /** Where an edge stands among the others of its partition, also one that is no longer there. */
    public record Place(Digest subject, Digest referrer, Location location) {}
}
