package dev.backref.query.registries;

import dev.backref.indexer.contract.RepositoryKnowledge;
import java.util.List;
import java.util.Optional;

/** A page of the repositories of a registry as it is served. */
record RepositoriesView(String registry, List<RepositoryKnowledge> repositories, Optional<String> next) {}
