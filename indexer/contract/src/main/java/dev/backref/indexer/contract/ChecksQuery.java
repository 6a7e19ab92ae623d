package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.List;

/**
 * Asks whether what {@link dev.backref.ingest.contract.RefreshRequest}s asked for is in the index.
 *
 * @param requests at most {@value #MOST}
 */
public record ChecksQuery(Digest subject, List<Requested> requests, Ask ask) {
    /** Requests of a query. */
    public static final int MOST = 100;

    public ChecksQuery {
        requests = List.copyOf(requests);
        if (requests.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " requests: " + requests.size());
        }
    }

    /** A request, by the location and its id. */
    public record Requested(Location location, String id) {}
}
