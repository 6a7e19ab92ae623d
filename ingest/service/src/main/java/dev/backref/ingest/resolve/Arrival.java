package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.RegistryEvent;

/** An event and where it stands in the log. */
record Arrival(RegistryEvent event, Lane lane, long offset) {
    Mark mark() {
        return new Mark(offset, event.at());
    }
}
