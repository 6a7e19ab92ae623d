package dev.backref.query.requests;

import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes what callers are told is kept, acknowledged by all replicas. A thread of its own calls {@code send}, because that
 * waits when the broker is away; more than a few that wait for it are refused.
 */
public final class CallersLog implements AutoCloseable {
    private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofSeconds(1);
    private static final int WAITING = 100;

    private final KafkaCluster cluster;
    private final KafkaProducer<String, byte[]> producer;
    private final ClientMeters meters;
    private final ThreadPoolExecutor sender;

    private CallersLog(KafkaCluster cluster, KafkaProducer<String, byte[]> producer, MeterRegistry meters) {
        this.cluster = cluster;
        this.producer = producer;
        this.meters = ClientMeters.of(producer, meters);
        this.sender = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "registry-requests");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * On this cluster, which need not be reachable yet.
     *
     * @param patience how long a request may wait for the broker to be found
     */
    public static CallersLog on(KafkaCluster cluster, Duration patience, MeterRegistry meters) {
        Map<String, Object> config = cluster.producer("backref-requests");
        if (!cluster.properties().containsKey("max.block.ms")) {
            config.put("max.block.ms", patience.toMillis());
        }
        return new CallersLog(
                cluster, new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()), meters);
    }

    /** The requests of callers in it. */
    public RequestLog requests() {
        return request -> append(request.toRecord(cluster.topicPrefix(), cluster.partitions()));
    }

    /** Writes a record; done when it is kept for good, failed when it may not be. */
    public CompletionStage<Void> append(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            sender.execute(() -> send(record, written));
        } catch (RejectedExecutionException full) {
            written.completeExceptionally(full);
        }
        return written;
    }

    private void send(ProducerRecord<String, byte[]> record, CompletableFuture<Void> written) {
        try {
            Future<?> unused = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException unsent) { // The caller learns of it, whatever it is, and must not wait for ever.
            written.completeExceptionally(unsent);
        }
    }

    /** Stops within a few seconds; what is not acknowledged by then may not be kept. */
    @Override
    public void close() {
        sender.shutdownNow();
        meters.close();
        producer.close(LAST_ACKNOWLEDGEMENTS);
    }
}
