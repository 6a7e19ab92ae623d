package dev.backref.indexer.contract;

import java.util.List;

/** What is known of registries, in the order of their names. */
public record RegistriesAnswer(ServedBy servedBy, List<RegistryKnowledge> registries) {
    public RegistriesAnswer {
        registries = List.copyOf(registries);
    }
}
