package dev.backref.ingest.receive;

import dev.backref.ingest.contract.RegistryEvent;
import java.util.List;
import java.util.Optional;

/**
 * What one event of a sender makes us look at.
 *
 * @param complaint about a part of it that cannot be read, while the rest can
 */
record Looks(List<RegistryEvent> events, Optional<String> complaint) {
    Looks {
        events = List.copyOf(events);
    }
}
