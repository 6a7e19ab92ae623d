package dev.backref.indexer.offsets;

import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the broker: the group of the index for what it has committed, topics for their ends. Used by one thread. */
public final class IndexOffsets implements AutoCloseable {
    private final Admin admin;
    private final String group;
    private final Duration patience;

    /**
     * @param client by which the broker knows who asks
     * @param group of the index, whichever processes are in it
     * @param patience with the broker, for each answer
     */
    public IndexOffsets(KafkaCluster cluster, String client, String group, Duration patience) {
        this.admin = Admin.create(cluster.client(client));
        this.group = group;
        this.patience = patience;
    }

    /**
     * The offsets that the index has committed; none of a partition of which it has committed nothing, nor by an index that
     * has never run.
     *
     * @throws KafkaException when the broker does not answer
     */
    public Map<TopicPartition, Long> committed() {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(partition, offset.offset());
                        }
                    });
        } catch (GroupIdNotFoundException never) {
            return Map.of();
        }
        return committed;
    }

    /**
     * Where partitions end, for a reader who sees so much of transactions.
     *
     * @throws KafkaException when the broker does not answer
     */
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel level) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(
                                partitions.stream()
                                        .collect(Collectors.toMap(Function.identity(), each -> OffsetSpec.latest())),
                                new ListOffsetsOptions(level))
                        .all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
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

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
