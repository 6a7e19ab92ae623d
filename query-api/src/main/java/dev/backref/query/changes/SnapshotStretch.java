package dev.backref.query.changes;

import dev.backref.ingest.contract.Digest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * What a snapshot reads in one go of the index before it goes on with the next.
 *
 * @param partition of subjects
 * @param subject of that partition, where it is read alone
 */
record SnapshotStretch(int partition, Optional<Digest> subject) {
    private static final Comparator<SnapshotStretch> ORDER = Comparator.comparing(SnapshotStretch::partition)
            .thenComparing(stretch -> stretch.subject().map(Digest::toString).orElse(""));

    /**
     * All that is read, in an order that is the same in every process: each partition, or each of the subjects.
     *
     * @param subjects that are meant; none for all
     */
    static List<SnapshotStretch> of(Collection<Digest> subjects, int partitions, ToIntFunction<Digest> partitionOf) {
        if (subjects.isEmpty()) {
            return IntStream.range(0, partitions)
                    .mapToObj(partition -> new SnapshotStretch(partition, Optional.empty()))
                    .toList();
        }
        return subjects.stream()
                .map(subject -> new SnapshotStretch(partitionOf.applyAsInt(subject), Optional.of(subject)))
                .sorted(ORDER)
                .toList();
    }

    /** Where among these a place lies: in the first that can have it. Empty where none can. */
    static OptionalInt at(SnapshotPlace place, List<SnapshotStretch> stretches) {
        return IntStream.range(0, stretches.size())
                .filter(each -> stretches.get(each).holds(place))
                .findFirst();
    }

    private boolean holds(SnapshotPlace place) {
        return place.partition() == partition
                && (subject.isEmpty()
                        || place.after()
                                .map(edge -> edge.subject().equals(subject.get()))
                                .orElse(true));
    }
}
