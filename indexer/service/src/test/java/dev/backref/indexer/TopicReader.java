package dev.backref.indexer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads what is committed in a topic, from the beginning on. */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    TopicReader(KafkaConsumer<String, byte[]> consumer, String topic, int count) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** What has come since the last call, without waiting for more. */
    List<ConsumerRecord<String, byte[]>> poll() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        return records;
    }

    /**
     * All that was written when this was called. What stands in a transaction is waited for: its fate is open, and a
     * reader of the offsets can hear of its end before a reader of the records.
     */
    List<ConsumerRecord<String, byte[]>> readToEnd(Admin admin) {
        Map<TopicPartition, Long> ends = ends(admin, partitions);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            records.addAll(poll());
        }
        return records;
    }

    /** The ends of partitions, with what is not committed. */
    static Map<TopicPartition, Long> ends(Admin admin, List<TopicPartition> partitions) {
        return ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
    }

    /** The same for whoever sees so much of transactions. */
    static Map<TopicPartition, Long> ends(Admin admin, List<TopicPartition> partitions, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> latest = new java.util.HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new java.util.HashMap<>();
        RunningIndex.get(
                        admin.listOffsets(latest, new ListOffsetsOptions(level)).all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
