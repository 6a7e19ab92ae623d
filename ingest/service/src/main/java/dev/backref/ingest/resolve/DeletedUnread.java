package dev.backref.ingest.resolve;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that the log no longer keeps and that no resolver may have read: none ran for longer than the log is kept.
 *
 * @param read up to which offset all was read; absent where that is forgotten, or never was
 * @param beginning the first offset that is still there
 */
record DeletedUnread(TopicPartition partition, OptionalLong read, long beginning) {
    static final String REASON = "deleted-unread";

    /**
     * What the group has missed of these partitions.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException when the broker does not say within the patience
     */
    static Set<DeletedUnread> of(Consumer<?, ?> consumer, Set<TopicPartition> partitions, Duration patience) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions, patience);
        return consumer.beginningOffsets(partitions, patience).entrySet().stream()
                .map(first -> new DeletedUnread(
                        first.getKey(),
                        Stream.ofNullable(committed.get(first.getKey()))
                                .mapToLong(OffsetAndMetadata::offset)
                                .findFirst(),
                        first.getValue()))
                .filter(gap -> gap.read().orElse(0) < gap.beginning())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What it is that nobody has read: of whichever of the partition's registries it was, nobody knows. */
    String inWords() {
        return "records of " + partition + " were deleted before "
                + (read.isPresent()
                        ? "anything had read them: offsets " + read.getAsLong() + " to "
                        : "anybody says that he read them: offsets before ")
                + beginning;
    }
}
