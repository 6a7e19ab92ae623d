package dev.backref.query.decisions;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.decisions.DecisionLog.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records by their places, one after the other: one consumer, which there is from the first read on, on a thread of
 * its own. More than a few that wait for it are refused.
 */
final class DecisionReader implements AutoCloseable {
    private static final int WAITING = 100;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LAST_READ = Duration.ofSeconds(2);
    private static final int MOST_FETCHED = 64 * 1024;

    private final KafkaCluster cluster;
    private final Duration patience;
    private final ThreadPoolExecutor thread;
    private @Nullable KafkaConsumer<String, byte[]> consumer;

    /**
     * @param patience how long one read may take, with what it waits for its turn
     */
    DecisionReader(KafkaCluster cluster, Duration patience) {
        this.cluster = cluster;
        this.patience = patience;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread reads = new Thread(task, "backref-decisions-reader");
            reads.setDaemon(true);
            return reads;
        });
    }

    /** What stands there; absent where nothing does. */
    CompletionStage<Optional<byte[]>> read(Place place) {
        CompletableFuture<Optional<byte[]>> found = new CompletableFuture<>();
        long began = System.nanoTime();
        try {
            thread.execute(() -> {
                try {
                    found.complete(find(place, began));
                } catch (RuntimeException unread) { // Whoever waits learns of it, whatever it is.
                    found.completeExceptionally(unread);
                }
            });
        } catch (RejectedExecutionException full) {
            found.completeExceptionally(full);
        }
        return found;
    }

    private Optional<byte[]> find(Place place, long began) {
        if (place.partition() >= cluster.partitions()) {
            return Optional.empty();
        }
        TopicPartition partition = new TopicPartition(cluster.name(IndexTopics.DECISIONS), place.partition());
        KafkaConsumer<String, byte[]> here = consumer();
        here.assign(List.of(partition));
        if (place.offset() < offset(here.beginningOffsets(List.of(partition), left(began)), partition)
                || place.offset() >= offset(here.endOffsets(List.of(partition), left(began)), partition)) {
            return Optional.empty();
        }
        here.seek(partition, place.offset());
        try {
            return first(here, began)
                    .filter(record -> record.offset() == place.offset())
                    .flatMap(record -> Optional.ofNullable(record.value()));
        } catch (OffsetOutOfRangeException gone) { // Deleted since, for its age.
            return Optional.empty();
        }
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    private Optional<ConsumerRecord<String, byte[]>> first(KafkaConsumer<String, byte[]> here, long began) {
        while (true) {
            Duration left = left(began);
            for (ConsumerRecord<String, byte[]> record : here.poll(left.compareTo(POLL) < 0 ? left : POLL)) {
                return Optional.of(record);
            }
        }
    }

    private Duration left(long began) {
        Duration left = patience.minusNanos(System.nanoTime() - began);
        if (left.isNegative() || left.isZero()) { // Nobody waits for it any more.
            throw new TimeoutException("the record cannot be read in time");
        }
        return left;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        if (consumer == null) {
            Map<String, Object> config = cluster.consumer("backref-decisions-reader");
            config.put("max.poll.records", 1);
            config.put("fetch.max.bytes", MOST_FETCHED);
            config.put("max.partition.fetch.bytes", MOST_FETCHED);
            config.put("auto.offset.reset", "none"); // An offset that is no longer there must be seen, not skipped.
            consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        }
        return consumer;
    }

    /** Stops within a few seconds. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // Only then is the consumer nobody else's.
            if (thread.awaitTermination(LAST_READ.toMillis(), TimeUnit.MILLISECONDS) && consumer != null) {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
