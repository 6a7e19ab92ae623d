package dev.backref.indexer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * How much of their changelogs the stores have read back. Streams calls it from several threads while others ask, so each
 * answer is made of one moment. A changelog that is through counts until all are: what is told never goes back.
 */
final class RestoreProgress implements StateRestoreListener {
    private final Map<TopicPartition, Reading> readings = new HashMap<>();

    /**
     * One changelog, by offsets: the markers of transactions are records of it as well, and no rows.
     *
     * @param next offset that is not read yet
     */
    private record Reading(long start, long end, long next) {
        Reading upTo(long offset) {
            return new Reading(start, end, Math.min(end, Math.max(next, offset)));
        }

        boolean open() {
            return next < end;
        }
    }

    @Override
    public synchronized void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        if (readings.values().stream().noneMatch(Reading::open)) {
            readings.clear();
        }
        readings.put(changelog, new Reading(start, end, start));
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long restored) {
        // Behind the last batch a marker may follow; only the call for the end tells that nothing does.
        readings.computeIfPresent(changelog, (key, reading) -> reading.upTo(Math.min(batchEnd + 1, reading.end() - 1)));
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition changelog, String store, long total) {
        readings.computeIfPresent(changelog, (key, reading) -> reading.upTo(reading.end()));
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition changelog, String store, long total) {
        readings.remove(changelog);
    }

    /** How far it is, for a human; absent when nothing is left to read. */
    synchronized Optional<String> now() {
        if (readings.values().stream().noneMatch(Reading::open)) {
            return Optional.empty();
        }
        long all = 0;
        long read = 0;
        for (Reading reading : readings.values()) {
            all += Math.max(0, reading.end() - reading.start());
            read += Math.max(0, reading.next() - reading.start());
        }
        return Optional.of(read + " of " + all + " records of the changelogs read");
    }
}
