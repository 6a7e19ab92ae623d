package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Request;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of {@code registry-events} and {@code wanted}; what cannot be read is dead-lettered as it came. */
record EventReader(KafkaCluster cluster) {
    private static final String UNDECODABLE = "undecodable-event";

    /** The event; none when the record is refused, which is then in the batch. */
    Optional<RegistryEvent> read(ConsumerRecord<String, byte[]> record, Instant now, Batch out) {
        try {
            return Optional.of(decode(record));
        } catch (IllegalArgumentException undecodable) {
            refuse(record, new Refused(UNDECODABLE, String.valueOf(undecodable.getMessage()), now), out);
            return Optional.empty();
        }
    }

    /** The request; none when the record is refused, which is then in the batch. */
    Optional<Request> request(ConsumerRecord<String, byte[]> record, Instant now, Batch out) {
        try {
            if (record.key() == null || record.value() == null) {
                throw new IllegalArgumentException("a record without key or value");
            }
            requireItsPartition(record);
            return Optional.of(Request.read(record.value()));
        } catch (IllegalArgumentException undecodable) {
            String origin = record.topic() + "-" + record.partition() + "@" + record.offset();
            Refused why = new Refused("undecodable-request", String.valueOf(undecodable.getMessage()), now);
            out.refuse(new DeadLetter(record.key(), record.value(), record.headers(), why.refusal(origin)));
            return Optional.empty();
        }
    }

    /** The event, where the record is one of that registry; what cannot be read has been refused before. */
    Optional<RegistryEvent> of(String registry, ConsumerRecord<String, byte[]> record) {
        if (record.key() == null || !record.key().startsWith(registry + "/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(record));
        } catch (IllegalArgumentException refusedBefore) {
            return Optional.empty();
        }
    }

    private RegistryEvent decode(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null || record.value() == null) {
            throw new IllegalArgumentException("a record without key or value");
        }
        RegistryEvent event = Json.read(record.value(), RegistryEvent.class);
        requirePresent("source", event.source());
        requirePresent("cause", event.cause());
        requirePresent("cause.kind", event.cause().kind());
        requirePresent("cause.id", event.cause().id());
        requirePresent("at", event.at());
        if (!event.source().key().equals(record.key())) {
            throw new IllegalArgumentException("key \"" + record.key() + "\" is not that of source \""
                    + event.source().key() + "\"");
        }
        requireItsPartition(record);
        return event;
    }

    /** In another partition its retry state would have another owner than itself. */
    private void requireItsPartition(ConsumerRecord<String, byte[]> record) {
        int right = cluster.partition(IngestTopics.REGISTRY_EVENTS, record.key());
        if (right != record.partition()) {
            throw new IllegalArgumentException("key \"" + record.key() + "\" belongs to partition " + right + " of "
                    + cluster.partitions() + ", not " + record.partition());
        }
    }

    private void refuse(ConsumerRecord<String, byte[]> record, Refused refused, Batch out) {
        String origin = record.topic() + "-" + record.partition() + "@" + record.offset();
        out.refuse(new DeadLetter(record.key(), record.value(), record.headers(), refused.refusal(origin)));
        source(record)
                .ifPresent(source -> out.signal(new LocationSignal.Rejected(
                        source, refused.reason(), refused.detail(), refused.at(), Optional.empty())));
        if (record.topic().equals(cluster.name(IngestTopics.REGISTRY_EVENTS))) {
            registry(record)
                    .ifPresent(name -> out.signal(new LocationSignal.EventsLost(
                            name, refused.reason(), origin + ": " + refused.detail(), refused.at())));
        }
    }

    /** Whose webhook it was, also where its key names no source. */
    private static Optional<String> registry(ConsumerRecord<String, byte[]> record) {
        return Optional.ofNullable(record.key())
                .filter(key -> key.indexOf('/') > 0)
                .map(key -> key.substring(0, key.indexOf('/')))
                .filter(Location::isRegistryName);
    }

    private static Optional<Source> source(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(record.key()).map(Source::parse);
        } catch (IllegalArgumentException noSource) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("ConstantValue") // JSON leaves out what it likes.
    private static void requirePresent(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
    }
}
