package dev.backref.indexer.reindex;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes copies, each behind the index's having applied its original, and never far ahead of the index: what is pushed
 * meanwhile waits behind a second of copies, not behind all of them. Used by one thread.
 */
final class Copies implements AutoCloseable {
    /** Copies that are written before the index is waited for, until it has as many left at most. */
    private static final int AT_ONCE = 250;

    private static final long BYTES_AT_ONCE = 8L * 1024 * 1024;

    /** Offsets of facts that may be left: one copy of a large index is tens of thousands. */
    private static final long FACTS_AHEAD = 10_000;

    private final KafkaCluster cluster;
    private final Committed index;
    private final KafkaProducer<String, byte[]> writer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Map<TopicPartition, Long> written = new ConcurrentHashMap<>();
    private long sent;
    private long bytes;

    Copies(KafkaCluster cluster, Committed index) {
        this.cluster = cluster;
        this.index = index;
        this.writer = new KafkaProducer<>(
                cluster.producer("backref-reindex"), new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Writes one, as soon as the index allows.
     *
     * @param meanwhile done now and then while it waits
     */
    void write(Copy copy, Runnable meanwhile) {
        ProducerRecord<String, byte[]> record = copy.toRecord(cluster);
        int partition = cluster.partition(IngestTopics.OBSERVATIONS, record.key());
        Map<TopicPartition, Long> original =
                Map.of(partition(IngestTopics.OBSERVATIONS, partition), copy.original() + 1);
        if (index.behind(original) > 0) {
            index.await(original, 0, olderEnds(), meanwhile);
        }
        Future<?> unused = writer.send(record, this::acknowledged);
        sent++;
        bytes += record.value().length;
        if (sent % AT_ONCE == 0 || bytes >= BYTES_AT_ONCE) {
            settle(bytes >= BYTES_AT_ONCE ? 0 : AT_ONCE, meanwhile);
            index.await(factEnds(), FACTS_AHEAD, Map.of(), meanwhile);
        }
    }

    /** Returns when the index has applied all, and what it has told of subjects. Work that goes by steps can follow behind. */
    void end(Runnable meanwhile) {
        settle(0, meanwhile);
        index.awaitAll(factEnds(), meanwhile);
    }

    /** How many were written. */
    long sent() {
        return sent;
    }

    /** How many of these the index has come through. */
    long done() {
        return Math.max(0, acknowledged.get() - index.behind(written));
    }

    private void settle(long most, Runnable meanwhile) {
        writer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new KafkaException("the broker does not take the copies", failed);
        }
        index.await(written, most, olderEnds(), meanwhile);
        bytes = 0;
    }

    /** The index takes the oldest first: after a rebuild all that was observed, and told, before the copies. */
    private Map<TopicPartition, Long> olderEnds() {
        List<TopicPartition> older = new ArrayList<>(partitions(IngestTopics.OBSERVATIONS));
        older.addAll(partitions(IngestTopics.LOCATION_SIGNALS));
        return index.ends(older);
    }

    private Map<TopicPartition, Long> factEnds() {
        return index.ends(partitions(FactsTopic.SUBJECT_FACTS));
    }

    private void acknowledged(@Nullable RecordMetadata record, @Nullable Exception failed) {
        if (failed != null || record == null) {
            failure.compareAndSet(null, failed);
        } else {
            written.merge(partition(IndexTopics.REINDEX, record.partition()), record.offset() + 1, Math::max);
            acknowledged.incrementAndGet();
        }
    }

    private List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, cluster.partitions())
                .mapToObj(partition -> partition(topic, partition))
                .toList();
    }

    private TopicPartition partition(Topic topic, int partition) {
        return new TopicPartition(cluster.name(topic), partition);
    }

    @Override
    public void close() {
        writer.close(Duration.ZERO);
    }
}
