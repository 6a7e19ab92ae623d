package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what earlier owners of some partitions left in {@code resolve-state}.
 *
 * <p>To be begun once the group's offsets of these partitions are known. Kafka does not give those while a transaction
 * that moves them is undecided, but their marker can be there before that of the rows. So the end is taken as it is with
 * everything undecided, and read up to with committed rows only: that waits for the last marker.
 */
final class Restore implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(50);

    /** All that a fetch brings: a session that begins waits for nothing else. */
    private static final int MOST_POLLED = 100_000;

    private final Consumer<String, byte[]> reader;
    private final Set<TopicPartition> partitions;
    private final KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends;
    private final Map<String, byte[]> rows = new LinkedHashMap<>();

    Restore(KafkaCluster cluster, Collection<Integer> numbers, Admin admin) {
        String topic = cluster.name(IngestTopics.RESOLVE_STATE);
        partitions = numbers.stream()
                .map(number -> new TopicPartition(topic, number))
                .collect(Collectors.toUnmodifiableSet());
        ends = admin.listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all();
        reader = new KafkaConsumer<>(readCommitted(cluster), new StringDeserializer(), new ByteArrayDeserializer());
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    /** Reads on for a moment. Whether everything has been read. */
    boolean step() {
        if (!ends.isDone()) {
            return false;
        }
        for (ConsumerRecord<String, byte[]> record : reader.poll(STEP)) {
            if (record.value() == null) {
                rows.remove(record.key());
            } else {
                rows.put(record.key(), record.value());
            }
        }
        return ends().entrySet().stream()
                .allMatch(end -> position(end.getKey()) >= end.getValue().offset());
    }

    /** The rows that stand, by key. */
    Map<String, byte[]> rows() {
        return rows;
    }

    @Override
    public void close() {
        reader.close(CloseOptions.timeout(Duration.ZERO));
    }

    private long position(TopicPartition partition) {
        try {
            return reader.position(partition, STEP);
        } catch (TimeoutException unknownYet) {
            return -1;
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ends() {
        try {
            return ends.get();
        } catch (ExecutionException failed) {
            throw new KafkaException("cannot tell the end of " + partitions, failed.getCause());
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    private static Map<String, Object> readCommitted(KafkaCluster cluster) {
        Map<String, Object> config = cluster.consumer("backref-resolve-restore");
        config.put("isolation.level", "read_committed");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        config.keySet().removeAll(List.of("group.id", "group.instance.id"));
        return config;
    }
}
