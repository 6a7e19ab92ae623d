package dev.backref.indexer.lag;

import dev.backref.indexer.offsets.IndexOffsets;
import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks the broker: how far the index is, and what stands there that it has not applied. Used by one thread. */
final class KafkaInputLog implements InputLog, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TO_READ = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<TopicPartition> partitions;
    private final IndexOffsets index;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param group of the index, whichever processes are in it
     */
    KafkaInputLog(KafkaCluster cluster, String group, List<TopicPartition> partitions) {
        this.partitions = List.copyOf(partitions);
        this.index = new IndexOffsets(cluster, "backref-index-lag", group, PATIENCE);
        Map<String, Object> config = cluster.consumer("backref-index-lag");
        // One record is wanted, not what follows: the broker sends a batch at least.
        config.put("max.poll.records", 1);
        config.put("fetch.max.bytes", 1);
        config.put("max.partition.fetch.bytes", 1);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Map<TopicPartition, Offsets> offsets() {
        // The ends first: what is committed meanwhile can only be more than these.
        Map<TopicPartition, Long> ends = index.ends(partitions, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> applied = index.committed();
        Map<TopicPartition, Offsets> offsets = new HashMap<>();
        ends.forEach((partition, end) -> offsets.put(partition, new Offsets(applied.getOrDefault(partition, 0L), end)));
        return offsets;
    }

    @Override
    public Optional<Instant> written(TopicPartition partition, Offsets offsets) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offsets.applied());
        long until = System.nanoTime() + TO_READ.toNanos();
        while (consumer.position(partition, PATIENCE) < offsets.end()) {
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
            if (!records.isEmpty()) {
                return Optional.of(
                        Instant.ofEpochMilli(Math.max(0, records.get(0).timestamp())));
            }
            if (System.nanoTime() >= until) {
                throw new KafkaException("the broker does not give what is not applied");
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
        index.close();
    }
}
