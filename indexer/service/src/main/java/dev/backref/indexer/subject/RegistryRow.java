package dev.backref.indexer.subject;

import dev.backref.ingest.contract.RegistryHistory;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a registry, kept so that no answer has to count: the value of a {@code CR} row.
 *
 * @param heard when its first webhook was worked off
 * @param locations that are known of it
 * @param troubled of these: something there is unresolved, or was rejected
 */
public record RegistryRow(RegistryHistory history, Optional<Instant> heard, long locations, long troubled) {
    static final RegistryRow NOTHING = new RegistryRow(RegistryHistory.UNKNOWN, Optional.empty(), 0, 0);

    /**
     * Since when all that is there was announced to Backref: it was empty when Backref began to listen, and its webhooks
     * have been shown to arrive. Absent where that cannot be said.
     */
    public Optional<Instant> announcedSince() {
        return history == RegistryHistory.NONE ? heard : Optional.empty();
    }

    RegistryRow with(RegistryHistory now, Optional<Instant> heardNow) {
        return new RegistryRow(now, heardNow, locations, troubled);
    }

    RegistryRow count(long moreLocations, long moreTroubled) {
        return new RegistryRow(history, heard, locations + moreLocations, troubled + moreTroubled);
    }
}
