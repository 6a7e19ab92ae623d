package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the referrers of a subject over all registries, one entry per referrer.
 *
 * @param after the {@link SubjectAnswer#next()} of an earlier page
 * @param limit entries of a page, at least 1
 */
public record SubjectQuery(Digest subject, Filter filter, Optional<String> after, int limit, Ask ask) {
    public SubjectQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one entry: " + limit);
        }
    }

    /**
     * Which referrers are meant; what is empty does not restrict.
     *
     * @param artifactTypes any of these
     * @param registry only where this registry has the referrer
     * @param repository only in the repository of that name, in any registry
     */
    public record Filter(Set<String> artifactTypes, Optional<String> registry, Optional<String> repository) {
        public Filter {
            artifactTypes = Set.copyOf(artifactTypes);
        }
    }
}
