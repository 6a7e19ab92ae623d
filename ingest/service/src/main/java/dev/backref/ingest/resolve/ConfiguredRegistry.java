package dev.backref.ingest.resolve;

import dev.backref.ingest.registry.RegistrySettings;

/**
 * A registry that the operator configured.
 *
 * @param client with which it is asked; the resolver keeps its budget, and does not close it
 */
public record ConfiguredRegistry(RegistrySettings settings, Registry client) {
    /** The short name, as in every key. */
    public String name() {
        return settings.name();
    }
}
