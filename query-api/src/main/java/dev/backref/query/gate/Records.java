package dev.backref.query.gate;

import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.query.decisions.Decisions;
import java.net.URI;
import java.util.Map;

/**
 * Where records of decisions are kept, and what they tell beside the decision.
 *
 * @param knowledge how registries behave
 * @param registries where those are that are configured
 */
public record Records(Decisions decisions, RegistryIndex knowledge, Map<String, URI> registries) {
    public Records {
        registries = Map.copyOf(registries);
    }
}
