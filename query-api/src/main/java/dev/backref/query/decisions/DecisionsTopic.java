package dev.backref.query.decisions;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.Appender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topic {@link IndexTopics#DECISIONS}, acknowledged by all replicas. */
public final class DecisionsTopic implements DecisionLog, AutoCloseable {
    /** One request decides 32 subjects at a time. */
    private static final int WAITING = 1_000;

    private final KafkaCluster cluster;
    private final Appender appender;
    private final DecisionReader reader;

    private DecisionsTopic(KafkaCluster cluster, Appender appender, DecisionReader reader) {
        this.cluster = cluster;
        this.appender = appender;
        this.reader = reader;
    }

    /**
     * On this cluster, which need not be reachable yet.
     *
     * @param patience how long a record may wait for the broker to be found, and a reader for a record
     */
    public static DecisionsTopic on(KafkaCluster cluster, Duration patience, MeterRegistry meters) {
        return new DecisionsTopic(
                cluster,
                Appender.on(cluster, "backref-decisions", WAITING, patience, meters),
                new DecisionReader(cluster, patience));
    }

    @Override
    public CompletionStage<Place> append(Digest subject, byte[] record) {
        String key = subject.toString();
        return appender.append(new ProducerRecord<>(
                        cluster.name(IndexTopics.DECISIONS),
                        cluster.partition(IndexTopics.DECISIONS, key),
                        key,
                        record))
                .thenApply(kept -> new Place(kept.partition(), kept.offset()));
    }

    @Override
    public CompletionStage<Optional<byte[]>> read(Place place) {
        return reader.read(place);
    }

    /** Stops within a few seconds; what is not acknowledged by then may not be kept. */
    @Override
    public void close() {
        reader.close();
        appender.close();
    }
}
