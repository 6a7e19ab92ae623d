package dev.backref.ingest.receive;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records that keep a delivery: its events, and the whole body where not all of it could be read, with the signal that
 * something of the registry's was lost. Their timestamps are
 * the producer's: times that a vendor sends are data.
 */
record HookRecords(KafkaCluster cluster) {
    List<ProducerRecord<String, byte[]>> of(Delivery delivery, ParsedHook parsed) {
        List<ProducerRecord<String, byte[]>> records =
                new ArrayList<>(parsed.events().size() + 1);
        parsed.events().forEach(event -> records.add(event(event)));
        parsed.unread().ifPresent(why -> {
            records.add(deadLetter(delivery, why));
            if (why.lost()) {
                records.add(lost(delivery.registry(), why, delivery.at()));
            }
        });
        return records;
    }

    /** Why all of the delivery is kept as a dead letter. */
    static DeadLetter.Refusal refusal(Delivery delivery, ParsedHook.Unread why) {
        return new DeadLetter.Refusal(why.reason(), why.detail(), delivery.origin(), delivery.at());
    }

    ProducerRecord<String, byte[]> event(RegistryEvent event) {
        String key = event.source().key();
        int partition = cluster.partition(IngestTopics.REGISTRY_EVENTS, key);
        return new ProducerRecord<>(cluster.name(IngestTopics.REGISTRY_EVENTS), partition, key, Json.write(event));
    }

    /** What was not read may have told of anything: it cannot be said any more that all is announced. */
    ProducerRecord<String, byte[]> lost(String registry, ParsedHook.Unread why, Instant at) {
        return new LocationSignal.EventsLost(registry, why.reason(), why.detail(), at)
                .toRecord(cluster.topicPrefix(), cluster.partitions());
    }

    private ProducerRecord<String, byte[]> deadLetter(Delivery delivery, ParsedHook.Unread why) {
        DeadLetter letter =
                new DeadLetter(delivery.registry(), delivery.body(), delivery.headers(), refusal(delivery, why));
        return new ProducerRecord<>(
                cluster.name(IngestTopics.DEAD_LETTERS),
                cluster.partition(IngestTopics.DEAD_LETTERS, delivery.registry()),
                delivery.registry(),
                delivery.body(),
                letter.writtenHeaders());
    }
}
