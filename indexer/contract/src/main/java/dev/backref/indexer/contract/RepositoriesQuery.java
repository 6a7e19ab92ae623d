package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Location;
import java.util.Optional;

/**
 * Asks for repositories of a registry.
 *
 * @param after the {@link RepositoriesAnswer#next()} of an earlier page
 * @param limit entries of a page, at least 1
 */
public record RepositoriesQuery(String registry, Filter filter, Optional<String> after, int limit, Ask ask) {
    public RepositoriesQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one entry: " + limit);
        }
    }

    /** Asks for one repository, also for one of which nothing was heard: what is not known is knowledge too. */
    public static RepositoriesQuery of(Location location, Ask ask) {
        return new RepositoriesQuery(
                location.registry(), new Filter(Optional.of(location.repository()), false), Optional.empty(), 1, ask);
    }

    /**
     * Which repositories are meant.
     *
     * @param repository the only one, of which there is always an answer; absent for all that something was heard of
     * @param failing only those where the last sweep could not go on
     */
    public record Filter(Optional<String> repository, boolean failing) {
        /** All of them. */
        public static final Filter ALL = new Filter(Optional.empty(), false);
    }
}
