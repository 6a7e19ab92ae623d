package dev.backref.indexer.serve;

import dev.backref.indexer.Holdings;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in {@code indexers} what this process can answer for: as soon as it changes, and again and again, so that one
 * which was killed is missed. What it cannot write now it writes at the next turn.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int BROKER_PATIENCE_MS = 2_000;
    private static final Duration TO_CLOSE = Duration.ofSeconds(2);

    private final String topic;
    private final int partitions;
    private final Supplier<Holdings> holdings;
    private final Producer<String, byte[]> producer;
    private final ClientMeters meters;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "announce-index");
        thread.setDaemon(true);
        return thread;
    });
    private Indexer said;
    private long saidAt;

    /**
     * Begins to tell.
     *
     * @param instance the name of this process
     * @param address at which other processes reach it
     * @param holdings what it has now; may block
     */
    public Announcer(
            KafkaCluster cluster, String instance, URI address, Supplier<Holdings> holdings, MeterRegistry meters) {
        this.topic = cluster.name(IndexTopics.INDEXERS);
        this.partitions = cluster.partitions();
        this.holdings = holdings;
        this.said = new Indexer(instance, address, Set.of(), Set.of());
        Map<String, Object> config = cluster.producer("backref-announce-" + instance);
        config.put("max.block.ms", BROKER_PATIENCE_MS);
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        this.meters = ClientMeters.of(producer, meters);
        Future<?> unused = turns.scheduleWithFixedDelay(this::turn, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void turn() {
        try {
            Holdings now = holdings.get();
            Indexer next = new Indexer(said.instance(), said.address(), now.active(), now.standby());
            boolean silent = System.nanoTime() - saidAt >= TimeUnit.SECONDS.toNanos(Indexer.HEARTBEAT_SECONDS);
            if (saidAt == 0 || silent || !next.equals(said)) {
                said = next;
                saidAt = System.nanoTime();
                send(next.toJson());
            }
        } catch (KafkaException | IllegalStateException failed) { // A turn that throws would be the last.
            LOG.atWarn().addKeyValue("error", failed.toString()).log("cannot tell what this process can answer for");
        }
    }

    /** Says that it has stopped, so that nobody asks it in vain. */
    @Override
    public void close() {
        turns.shutdownNow();
        try {
            send(null);
        } catch (KafkaException notTold) {
            LOG.atInfo().addKeyValue("error", notTold.toString()).log("others will find out that this process is gone");
        }
        meters.close();
        producer.close(TO_CLOSE);
    }

    private void send(byte @Nullable [] value) {
        int partition = IndexTopics.INDEXERS.partition(said.instance(), partitions);
        Future<?> unused = producer.send(new ProducerRecord<>(topic, partition, said.instance(), value));
    }
}
