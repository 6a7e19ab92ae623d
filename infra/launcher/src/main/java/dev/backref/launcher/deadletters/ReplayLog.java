package dev.backref.launcher.deadletters;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.receive.DeadLetterReplay;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes replays. What one dead letter becomes and the mark that it was replayed commit together, so that a replay that is
 * broken off and begun again takes nothing up twice; whoever begins another one ends this.
 */
public final class ReplayLog implements AutoCloseable {
    private final String topic;
    private final KafkaProducer<String, byte[]> producer;

    /** @throws KafkaException when the broker does not answer */
    public ReplayLog(KafkaCluster cluster) {
        this.topic = cluster.name(IngestTopics.DEAD_LETTERS);
        Map<String, Object> config = cluster.producer("backref-dead-letters");
        config.put("transactional.id", topic + "-replay");
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (KafkaException silent) {
            producer.close();
            throw silent;
        }
    }

    /**
     * Writes what one becomes; it is marked where nothing of it is left.
     *
     * @throws KafkaException when it is not written
     */
    public void write(Place place, DeadLetterReplay.Outcome outcome) {
        producer.beginTransaction();
        outcome.records().forEach(record -> {
            Future<?> unused = producer.send(record);
        });
        if (outcome.still().isEmpty()) {
            Future<?> unused = producer.send(ReplayMark.record(topic, place));
        }
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}
