package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Why a source will never be looked at with success. Each is kept as a dead letter, and signalled so that nobody waits.
 *
 * @param reason a word that metrics can count
 */
record Refused(String reason, String detail, Instant at) {
    static final String UNKNOWN_REGISTRY = "unknown-registry";

    static Refused unknownRegistry(RegistryEvent event, Instant at) {
        return unknownRegistry(event.source().location().registry(), at);
    }

    static Refused unknownRegistry(String name, Instant at) {
        return new Refused(UNKNOWN_REGISTRY, "no registry is configured as \"" + name + "\"", at);
    }

    /** Refuses an event without a look. */
    void refuse(RegistryEvent event, Batch out) {
        refuse(event, Optional.of(event.asked()), out);
    }

    /**
     * Refuses the event that made us look.
     *
     * @param answers as in {@link LocationSignal.Answer}
     */
    void refuse(RegistryEvent event, Optional<Instant> answers, Batch out) {
        String topic =
                event.cause().kind().reported() ? IngestTopics.REGISTRY_EVENTS.name() : IngestTopics.WANTED.name();
        out.refuse(new DeadLetter(event.source().key(), Json.write(event), new RecordHeaders(), refusal(topic)));
        out.signal(new LocationSignal.Rejected(event.source(), reason, detail, at, answers));
    }

    DeadLetter.Refusal refusal(String origin) {
        return new DeadLetter.Refusal(reason, detail, origin, at);
    }
}
