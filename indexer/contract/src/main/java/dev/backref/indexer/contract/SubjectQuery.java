package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the referrers of a subject over all registries, one entry per referrer.
 *
 * @param filter which referrers are listed
 * @param scope over which locations the answer says how much is known
 * @param after the {@link SubjectAnswer#next()} of an earlier page
 * @param limit entries of a page, at least 1
 */
public record SubjectQuery(Digest subject, Filter filter, Scope scope, Optional<String> after, int limit, Ask ask) {
    public SubjectQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one entry: " + limit);
        }
    }

    /** With the scope that the filter gives. */
    public SubjectQuery(Digest subject, Filter filter, Optional<String> after, int limit, Ask ask) {
        this(subject, filter, Scope.FILTERED, after, limit, ask);
    }

    /** Over which locations knowledge is summed up. Only {@link #FILTERED} depends on which referrers are listed. */
    public enum Scope {
        /** Those that the filter lets through: one, those of some registries, or all. */
        @JsonProperty("filtered")
        FILTERED,
        /** Those at which the subject itself is. */
        @JsonProperty("homes")
        HOMES,
        /** All locations of the registries that the filter names. */
        @JsonProperty("registries")
        REGISTRIES,
        /** All that are known. */
        @JsonProperty("all")
        ALL
    }

    /**
     * Which referrers are meant; what is empty does not restrict.
     *
     * @param artifactTypes any of these
     * @param registries only where any of these has the referrer
     * @param repository only in the repository of that name, in any registry
     * @param content only those that hold this
     */
    public record Filter(
            Set<String> artifactTypes, Set<String> registries, Optional<String> repository, ContentFilter content) {
        /** All. */
        public static final Filter NONE = new Filter(Set.of(), Set.of(), Optional.empty());

        public Filter {
            artifactTypes = Set.copyOf(artifactTypes);
            registries = Set.copyOf(registries);
        }

        /** Whatever they hold. */
        public Filter(Set<String> artifactTypes, Set<String> registries, Optional<String> repository) {
            this(artifactTypes, registries, repository, ContentFilter.NONE);
        }

        /** Of one registry, or of all. */
        public Filter(Set<String> artifactTypes, Optional<String> registry, Optional<String> repository) {
            this(artifactTypes, registry.map(Set::of).orElseGet(Set::of), repository);
        }

        /** The one location that is meant, where it is one. */
        public Optional<Location> location() {
            return registries.size() == 1
                    ? repository.map(name -> new Location(registries.iterator().next(), name))
                    : Optional.empty();
        }

        /** Whether it lets a location through. */
        public boolean lets(Location location) {
            return (registries.isEmpty() || registries.contains(location.registry()))
                    && repository.map(location.repository()::equals).orElse(true);
        }
    }
}
