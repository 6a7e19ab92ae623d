package dev.backref.ingest.registry;

import java.util.List;
import java.util.Optional;

/**
 * Which repositories of a registry there are for Backref at all: neither webhooks nor sweeps lead to others.
 *
 * @param include those that may be
 * @param exclude those of them that may not; absent where all may
 */
public record RepositoryRule(RepositoryFilter include, Optional<RepositoryFilter> exclude) {
    /** No rule. */
    public static final RepositoryRule ALL = new RepositoryRule(RepositoryFilter.ALL, Optional.empty());

    /**
     * The rule of these names and globs; without any to include, all are.
     *
     * @throws IllegalArgumentException quoting an entry that is neither a repository's name nor a glob
     */
    public static RepositoryRule of(List<String> include, List<String> exclude) {
        return new RepositoryRule(
                RepositoryFilter.of(include),
                exclude.isEmpty() ? Optional.empty() : Optional.of(RepositoryFilter.of(exclude)));
    }

    /** Whether it leaves nothing out. */
    public boolean isAll() {
        return include.isAll() && exclude.isEmpty();
    }

    /** Whether Backref may look at a repository of this name. */
    public boolean accepts(String repository) {
        return include.accepts(repository)
                && exclude.filter(out -> out.accepts(repository)).isEmpty();
    }
}
