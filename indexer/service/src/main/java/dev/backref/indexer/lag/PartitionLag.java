package dev.backref.indexer.lag;

import dev.backref.indexer.lag.InputLog.Offsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition of an input is applied, as it was measured.
 *
 * @param measured before the offsets were asked for
 * @param asOf everything that was written before is applied
 * @param found what is where the first record is that is not applied
 */
record PartitionLag(Offsets offsets, Instant measured, Instant asOf, Found found) {
    /** A measure that is older says too little of what was written since. */
    private static final Duration RECENT = Duration.ofSeconds(5);

    /** What was found. */
    enum Found {
        /** Nobody had to look. */
        NOT_LOOKED,
        /** Offsets without a record: marks of transactions, or what is forgotten. */
        NOTHING,
        RECORD
    }

    /** Measures for the first time. */
    static PartitionLag first(InputLog log, TopicPartition partition, Offsets now, Instant at) {
        return now.isBehind() ? looked(log, partition, now, at) : new PartitionLag(now, at, at, Found.NOT_LOOKED);
    }

    /** Measures again. It reads from the log only where the end of before is not reached yet, and no record twice. */
    PartitionLag next(InputLog log, TopicPartition partition, Offsets now, Instant at) {
        if (!now.isBehind()) {
            return new PartitionLag(now, at, at, Found.NOT_LOOKED);
        }
        if (offsets.end() <= now.applied() && measured.plus(RECENT).isAfter(at)) {
            // What is not applied was all written since.
            return new PartitionLag(now, at, measured, Found.NOT_LOOKED);
        }
        if (found == Found.RECORD && offsets.applied() == now.applied()) {
            return new PartitionLag(now, at, asOf, found);
        }
        if (found == Found.NOTHING && offsets.equals(now)) {
            return new PartitionLag(now, at, at, found);
        }
        return looked(log, partition, now, at);
    }

    private static PartitionLag looked(InputLog log, TopicPartition partition, Offsets now, Instant at) {
        Optional<Instant> written = log.written(partition, now);
        return written.map(time -> new PartitionLag(now, at, time.isBefore(at) ? time : at, Found.RECORD))
                .orElseGet(() -> new PartitionLag(now, at, at, Found.NOTHING));
    }
}
