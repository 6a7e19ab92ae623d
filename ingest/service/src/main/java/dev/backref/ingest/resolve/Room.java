package dev.backref.ingest.resolve;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How much may wait in memory; what is more waits in the log. Each partition has as much room, so that a registry that
 * hangs fills its own. Webhooks may take all of it, what the index wants only half.
 *
 * @param most sources at which something is left to do
 */
record Room(Inputs inputs, int most) {
    /**
     * The partitions that are not to be read on for now.
     *
     * @param owned partitions of which numbers
     * @param pending sources of each number
     */
    Set<TopicPartition> full(Set<Integer> owned, Map<Integer, Integer> pending) {
        int share = most / Math.max(1, owned.size());
        return inputs.partitions(owned).stream()
                .filter(partition -> pending.getOrDefault(partition.partition(), 0)
                        >= (partition.topic().equals(inputs.wanted()) ? share / 2 : share))
                .collect(Collectors.toUnmodifiableSet());
    }
}
