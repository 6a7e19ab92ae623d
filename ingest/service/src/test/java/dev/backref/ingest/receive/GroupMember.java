package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.IntakeRecordsTest.ALONE;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** A member of the group in a cluster that has one of the topics. */
final class GroupMember extends MockConsumer<byte[], byte[]> {
    boolean rebalancing;
    TopicPartition headless = new TopicPartition("none", 0);
    String hidden = "";
    long next;

    GroupMember() {
        super("none");
        updatePartitions(ALONE, List.of(new PartitionInfo(ALONE, 0, null, null, null)));
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        if (topic.equals(hidden)) {
            throw new TopicAuthorizationException(Set.of(topic));
        }
        return super.partitionsFor(topic, timeout);
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
        if (partition.equals(headless)) {
            throw new TimeoutException("has no leader");
        }
        return super.position(partition, timeout);
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (rebalancing) {
            throw new RebalanceInProgressException();
        }
        super.commitSync(offsets);
    }
}
