package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What ingest knows of a location or a registry beside what it found there: a record of {@code location-signals}, as
 * JSON.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "signal")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LocationSignal.Unresolved.class, name = "unresolved"),
    @JsonSubTypes.Type(value = LocationSignal.Resolved.class, name = "resolved"),
    @JsonSubTypes.Type(value = LocationSignal.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = LocationSignal.Registry.class, name = "registry")
})
public sealed interface LocationSignal {
    /** The location that it is about, or the registry's name. */
    @JsonIgnore
    String key();

    /**
     * A source could not be looked at, and is tried again. It always ends with {@link Resolved} or {@link Rejected} of the
     * same source: those stand in the same partition behind it, which an observation would not.
     *
     * @param reason a word that metrics can count
     * @param since the first attempt that failed
     * @param at the attempt that this tells of
     */
    record Unresolved(Source source, String reason, String detail, Instant since, Instant at)
            implements LocationSignal {
        @Override
        public String key() {
            return source.location().toString();
        }
    }

    /** A source of which {@link Unresolved} told has been looked at, and its observation is written. */
    record Resolved(Source source, Instant at) implements LocationSignal {
        @Override
        public String key() {
            return source.location().toString();
        }
    }

    /** What stands at a source can never be taken, however often it is asked for; the dead letters say why. */
    record Rejected(Source source, String reason, String detail, Instant at) implements LocationSignal {
        @Override
        public String key() {
            return source.location().toString();
        }
    }

    /**
     * A registry is configured so.
     *
     * @param heard when the first webhook of it was worked off; absent as long as there was none
     */
    record Registry(String name, RegistryHistory history, Optional<Instant> heard) implements LocationSignal {
        @Override
        public String key() {
            return name;
        }
    }

    /** The record to write, in the right partition of so many. */
    default ProducerRecord<String, byte[]> toRecord(String prefix, int partitions) {
        Topic topic = IngestTopics.LOCATION_SIGNALS;
        return new ProducerRecord<>(topic.in(prefix), topic.partition(key(), partitions), key(), Json.write(this));
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static LocationSignal read(byte[] value) {
        return Json.read(value, LocationSignal.class);
    }
}
