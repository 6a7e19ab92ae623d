package dev.backref.indexer.contract;

import java.util.List;
import java.util.Optional;

/**
 * Repositories of a registry, in the order of their names.
 *
 * @param next to ask for the next page with; absent on the last one. A page can be short, or empty, and not be the last.
 */
public record RepositoriesAnswer(ServedBy servedBy, List<RepositoryKnowledge> repositories, Optional<String> next) {
    public RepositoriesAnswer {
        repositories = List.copyOf(repositories);
    }
}
