package dev.backref.ingest.resolve;

import dev.backref.ingest.examine.Examiner;
import dev.backref.ingest.registry.Registry;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.sweep.Lister;

/**
 * A registry that the operator configured.
 *
 * @param client with which it is asked; it keeps the budget, and the resolver does not close it
 * @param lister by which it is swept
 * @param examiner that tells how it behaves
 */
public record ConfiguredRegistry(RegistrySettings settings, Registry client, Lister lister, Examiner examiner) {
    /** The short name, as in every key. */
    public String name() {
        return settings.name();
    }
}
