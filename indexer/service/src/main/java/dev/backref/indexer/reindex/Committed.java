package dev.backref.indexer.reindex;

import dev.backref.indexer.offsets.IndexOffsets;
import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Up to where the index has committed to have applied its inputs. Asked by one thread. */
final class Committed implements AutoCloseable {
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** Many times as long as the index takes from one commit to the next. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** Offsets behind the last record of a partition, at most. */
    private static final long MARKS = 10;

    private final IndexOffsets index;
    private final Duration patience;
    private Map<TopicPartition, Long> offsets = Map.of();

    /**
     * @param group of the index, whichever processes are in it
     * @param patience with an index that applies nothing
     */
    Committed(KafkaCluster cluster, String group, Duration patience) {
        this.index = new IndexOffsets(cluster, "backref-reindex", group, TO_ANSWER);
        this.patience = patience;
    }

    /** How many offsets the index has still to come to, by what was asked last. */
    long behind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> behind(end.getKey(), end.getValue()))
                .sum();
    }

    private long behind(TopicPartition partition, long end) {
        return Math.max(0, end - offsets.getOrDefault(partition, 0L));
    }

    /**
     * Returns once so few are left.
     *
     * @param before ends of what the index takes before these: to come nearer to them is no standstill either
     * @param meanwhile done each time that the broker has answered
     * @throws Stalled when for the time of its patience nothing of either was applied
     * @throws KafkaException when the broker does not answer
     */
    void await(Map<TopicPartition, Long> ends, long most, Map<TopicPartition, Long> before, Runnable meanwhile) {
        long changed = System.nanoTime();
        while (behind(ends) > most) {
            long left = behind(ends) + behind(before); // Of these: one that does not know this topic commits others.
            offsets = index.committed();
            meanwhile.run();
            if (behind(ends) + behind(before) < left) {
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > patience.toNanos()) {
                throw new Stalled(patience);
            }
            if (behind(ends) > most) {
                pause();
            }
        }
    }

    /**
     * Returns once nothing is left. What stands behind the last record of a partition, the marks of transactions, need not
     * be committed for good: a few offsets do not count when nothing has moved for {@link #QUIET}.
     *
     * @throws Stalled as {@link #await}
     * @throws KafkaException when the broker does not answer
     */
    void awaitAll(Map<TopicPartition, Long> ends, Runnable meanwhile) {
        long changed = System.nanoTime();
        long left = Long.MAX_VALUE;
        while (left > 0) {
            offsets = index.committed();
            meanwhile.run();
            long still = System.nanoTime() - changed;
            if (behind(ends) < left) {
                changed = System.nanoTime();
                left = behind(ends);
            } else if (still > QUIET.toNanos()
                    && ends.entrySet().stream().allMatch(end -> behind(end.getKey(), end.getValue()) <= MARKS)) {
                return;
            } else if (still > patience.toNanos()) {
                throw new Stalled(patience);
            }
            if (left > 0) {
                pause();
            }
        }
    }

    /** Where partitions end, with what is not committed: facts of a transaction can be told to be read before they can be seen. */
    Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        return index.ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
        } catch (InterruptedException stopping) {
            throw new InterruptException(stopping); // Which sets the flag again.
        }
    }

    @Override
    public void close() {
        index.close();
    }
}
