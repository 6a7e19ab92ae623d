package dev.backref.ingest.receive;

import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * An event log on Kafka: acknowledged by all replicas, each record once. A thread of its own calls {@code send}, because
 * that waits when the broker is away or the buffer is full. How much may wait for it is the callers' to bound.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventLog.class);
    private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofSeconds(3);

    private final Producer<String, byte[]> producer;
    private final ClientMeters meters;
    private final ExecutorService sender;

    KafkaEventLog(Producer<String, byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = ClientMeters.of(producer, meters);
        this.sender = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "receive-sender");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A log on this cluster, with a producer of its own. It need not be reachable yet. */
    public static KafkaEventLog on(KafkaCluster cluster, MeterRegistry meters) {
        Map<String, Object> config = cluster.producer("backref-receive");
        config.putIfAbsent("linger.ms", 0); // A sender waits for every acknowledgement.
        KafkaEventLog log = new KafkaEventLog(
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()), meters);
        log.meet(cluster.name(IngestTopics.REGISTRY_EVENTS));
        return log;
    }

    /**
     * Asks for the topic's leaders before anyone waits for them: to connect takes longer than the first sender's patience
     * where everything starts at once. When the broker is away, the first append finds out.
     */
    void meet(String topic) {
        sender.execute(() -> {
            try {
                producer.partitionsFor(topic);
            } catch (KafkaException away) {
                LOG.debug("The broker does not tell of {} yet: {}", topic, away.getMessage());
            }
        });
    }

    @Override
    public CompletionStage<Void> append(List<ProducerRecord<String, byte[]>> records) {
        if (records.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Append append = new Append(records);
        try {
            sender.execute(append);
        } catch (RejectedExecutionException closed) {
            append.written.completeExceptionally(closed);
        }
        return append.written;
    }

    /** Stops within a few seconds; what is not acknowledged by then fails. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(1, TimeUnit.SECONDS)) {
                sender.shutdownNow().forEach(KafkaEventLog::giveUp);
            }
        } catch (InterruptedException interrupted) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
        meters.close();
        producer.close(LAST_ACKNOWLEDGEMENTS);
    }

    private static void giveUp(Runnable waiting) {
        if (waiting instanceof Append append) {
            append.fail(new IllegalStateException("closed"));
        }
    }

    /** The records of one call, and how many of them are not yet acknowledged. */
    private final class Append implements Runnable {
        private final CompletableFuture<Void> written = new CompletableFuture<>();
        private final List<ProducerRecord<String, byte[]>> records;
        private final AtomicInteger missing;

        Append(List<ProducerRecord<String, byte[]>> records) {
            this.records = List.copyOf(records);
            this.missing = new AtomicInteger(records.size());
        }

        /** Stops at the first failure: each further record would wait for the absent broker again. */
        @Override
        public void run() {
            try {
                for (ProducerRecord<String, byte[]> record : records) {
                    if (written.isDone()) {
                        return;
                    }
                    Future<?> unused = producer.send(record, (metadata, failure) -> acknowledge(failure));
                }
            } catch (RuntimeException unsent) { // The caller learns of it, whatever it is, and must not wait for ever.
                fail(unsent);
            }
        }

        private void acknowledge(@Nullable Exception failure) {
            if (failure != null) {
                fail(failure);
            } else if (missing.decrementAndGet() == 0) {
                written.complete(null);
            }
        }

        private void fail(Exception failure) {
            written.completeExceptionally(failure);
        }
    }
}
