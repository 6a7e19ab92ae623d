package dev.backref.indexer.lag;

import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks the broker: the group of the index for what it has committed, the topics for their ends. Used by one thread. */
final class KafkaInputLog implements InputLog, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TO_READ = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String group;
    private final List<TopicPartition> partitions;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param group of the index, whichever processes are in it
     */
    KafkaInputLog(KafkaCluster cluster, String group, List<TopicPartition> partitions) {
        this.group = group;
        this.partitions = List.copyOf(partitions);
        this.admin = Admin.create(cluster.client("backref-index-lag"));
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
        Map<TopicPartition, ListOffsetsResultInfo> ends = get(admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), each -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all());
        Map<TopicPartition, OffsetAndMetadata> applied = applied();
        Map<TopicPartition, Offsets> offsets = new HashMap<>();
        ends.forEach((partition, end) -> offsets.put(
                partition,
                new Offsets(
                        Optional.ofNullable(applied.get(partition))
                                .map(OffsetAndMetadata::offset)
                                .orElse(0L),
                        end.offset())));
        return offsets;
    }

    /** Nothing by an index that has never run. */
    private Map<TopicPartition, OffsetAndMetadata> applied() {
        try {
            return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        } catch (GroupIdNotFoundException never) {
            return Map.of();
        }
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
        admin.close(Duration.ZERO);
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException closing) {
            throw new InterruptException(closing); // Which sets the flag again.
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("the broker does not say how far the index is", failed);
        } catch (TimeoutException silent) {
            throw new KafkaException("the broker does not answer", silent);
        }
    }
}
