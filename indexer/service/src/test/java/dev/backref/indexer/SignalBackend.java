package dev.backref.indexer;

import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;

/** A backend to which can be said what ingest says beside observations. */
public interface SignalBackend extends Backend {
    /** Ingest says this of a location or a registry. */
    void signal(LocationSignal signal);

    /** A repository is gone with all that it held, and the registry says so. */
    void reportRepositoryDeleted(Location at);

    /** What is known of a location. */
    LocationKnowledge knowledge(Location at);
}
