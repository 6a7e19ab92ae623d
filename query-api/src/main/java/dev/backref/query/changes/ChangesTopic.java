package dev.backref.query.changes;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code changes} from given offsets on: all partitions, what is committed only, in no group. */
final class ChangesTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangesTopic.class);

    private static final int BROKER_PATIENCE_MS = 5_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MOST_POLLED = 50;
    private static final int MOST_FETCHED = 1024 * 1024;
    private static final int MOST_FETCHED_OF_PARTITION = 256 * 1024;

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private @Nullable ClientMeters meters;
    private int leftOut;

    ChangesTopic(KafkaCluster cluster, String clientId) {
        Map<String, Object> config = cluster.consumer(clientId);
        config.put("default.api.timeout.ms", BROKER_PATIENCE_MS); // A reader that resumes waits for it.
        // What is polled is held as text, for every reader that is caught up at the same time; and what is fetched can
        // be
        // compressed to a hundredth, so that the bounds on it bound nothing else.
        config.put("max.poll.records", MOST_POLLED);
        config.put("fetch.max.bytes", MOST_FETCHED);
        config.put("max.partition.fetch.bytes", MOST_FETCHED_OF_PARTITION);
        config.put("auto.offset.reset", "none"); // An offset that is no longer there must be seen, not skipped.
        this.consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        this.partitions = IntStream.range(0, cluster.partitions())
                .mapToObj(partition -> new TopicPartition(cluster.name(IndexTopics.CHANGES), partition))
                .toList();
        consumer.assign(partitions);
    }

    /** Has what its client counts of itself told for as long as it reads; for the one that lives long. */
    void countIn(MeterRegistry registry) {
        meters = ClientMeters.of(consumer, registry);
    }

    long[] beginning() {
        return vector(consumer.beginningOffsets(partitions));
    }

    /** Behind the last record that is committed. */
    long[] end() {
        return vector(consumer.endOffsets(partitions));
    }

    /** The first offset of a partition that was appended at this time or later; its end when there is none. */
    long at(int partition, Instant time) {
        TopicPartition at = partitions.get(partition);
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(at, time.toEpochMilli())).get(at);
        return found == null ? end()[partition] : found.offset();
    }

    /**
     * Whether the topic may no longer have a change of a partition that came after this time: something of it is gone,
     * and what is left begins later.
     */
    boolean mayHaveLostSince(int partition, Instant time) {
        if (beginning()[partition] == 0) {
            return false;
        }
        TopicPartition at = partitions.get(partition);
        OffsetAndTimestamp oldest = consumer.offsetsForTimes(Map.of(at, 0L)).get(at);
        return oldest == null || time.toEpochMilli() < oldest.timestamp();
    }

    /**
     * The offset in {@code subject-facts} that the last change before these ends shows, of each partition;
     * {@link LastShown#NONE} where the topic has no change before its end.
     *
     * @throws TimeoutException when the broker does not give them in time
     */
    long[] shown(long[] end) {
        long began = System.nanoTime();
        LastShown last = new LastShown(beginning(), end);
        while (!last.isOver()) {
            seek(last.stepBack());
            while (!reaches(position(), end)) {
                poll(POLL).forEach(last::take);
                if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(BROKER_PATIENCE_MS)) {
                    throw new TimeoutException("the last changes cannot be read in time");
                }
            }
        }
        return last.shown();
    }

    private static boolean reaches(long[] position, long[] end) {
        return IntStream.range(0, end.length).allMatch(partition -> position[partition] >= end[partition]);
    }

    void seek(long[] next) {
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, next[partition.partition()]);
        }
    }

    /** The next events; a record that is no change is counted and never stops the feed. */
    List<FeedEvent> poll(Duration patience) {
        leftOut = 0;
        List<FeedEvent> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
            try {
                events.add(FeedEvent.read(record.partition(), record.offset(), record.value()));
            } catch (IllegalArgumentException undecodable) {
                leftOut++;
                LOG.atError()
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("error", undecodable.getMessage())
                        .log("a record of the changes is no change; it is left out of the feed");
            }
        }
        return events;
    }

    /** How many records the last poll left out. */
    int leftOut() {
        return leftOut;
    }

    /** How far it has read, behind the marks of transactions as well. */
    long[] position() {
        return partitions.stream().mapToLong(consumer::position).toArray();
    }

    /** Makes a poll that waits return. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        if (meters != null) {
            meters.close();
        }
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }

    private long[] vector(Map<TopicPartition, Long> offsets) {
        return partitions.stream().mapToLong(offsets::get).toArray();
    }
}
