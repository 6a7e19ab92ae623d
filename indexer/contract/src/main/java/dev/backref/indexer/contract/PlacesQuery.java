package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;

/**
 * Asks where a subject is, or is referred to.
 *
 * @param filter which locations are meant; what referrers are and hold does not count
 * @param limit locations of the answer, at least 1
 */
public record PlacesQuery(Digest subject, SubjectQuery.Filter filter, int limit, Ask ask) {
    public PlacesQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("an answer has room for one location at least: " + limit);
        }
    }
}
