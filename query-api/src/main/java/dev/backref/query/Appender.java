package dev.backref.query;

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
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Appends records to topics, acknowledged by all replicas. A thread of its own calls {@code send}, because that waits when the
 * broker is away; more than a few that wait for it are refused.
 */
public final class Appender implements AutoCloseable {
    private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofSeconds(1);

    private final KafkaProducer<String, byte[]> producer;
    private final ClientMeters meters;
    private final ThreadPoolExecutor sender;

    private Appender(KafkaProducer<String, byte[]> producer, ClientMeters meters, ThreadPoolExecutor sender) {
        this.producer = producer;
        this.meters = meters;
        this.sender = sender;
    }

    /**
     * On this cluster, which need not be reachable yet.
     *
     * @param clientId of the producer, and the name of the thread
     * @param waiting how many records may wait for the thread
     * @param patience how long a record may wait for the broker to be found
     */
    public static Appender on(
            KafkaCluster cluster, String clientId, int waiting, Duration patience, MeterRegistry meters) {
        Map<String, Object> config = cluster.producer(clientId);
        if (!cluster.properties().containsKey("max.block.ms")) {
            config.put("max.block.ms", patience.toMillis());
        }
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        ThreadPoolExecutor sender =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, clientId);
                    thread.setDaemon(true);
                    return thread;
                });
        return new Appender(producer, ClientMeters.of(producer, meters), sender);
    }

    /** Writes a record; done when it is kept for good, failed when it may not be. */
    public CompletionStage<RecordMetadata> append(ProducerRecord<String, byte[]> record) {
        CompletableFuture<RecordMetadata> written = new CompletableFuture<>();
        try {
            sender.execute(() -> send(record, written));
        } catch (RejectedExecutionException full) {
            written.completeExceptionally(full);
        }
        return written;
    }

    private void send(ProducerRecord<String, byte[]> record, CompletableFuture<RecordMetadata> written) {
        try {
            Future<?> unused = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    written.complete(metadata);
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
