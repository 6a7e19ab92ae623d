package dev.backref.query.registries;

import dev.backref.indexer.contract.RegistryKnowledge;
import java.util.List;

/** All registries as they are served. */
record RegistriesView(List<RegistryKnowledge> registries) {}
