package dev.backref.indexer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Counts the rows that stores still have to read back from their changelogs. */
final class RestoreProgress implements StateRestoreListener {
    private final Map<TopicPartition, long[]> open = new ConcurrentHashMap<>();

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        open.put(changelog, new long[] {0, end - start});
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long restored) {
        open.computeIfPresent(changelog, (key, counts) -> new long[] {counts[0] + restored, counts[1]});
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long total) {
        open.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long total) {
        open.remove(changelog);
    }

    boolean isRestoring() {
        return !open.isEmpty();
    }

    @Override
    public String toString() {
        long restored = open.values().stream().mapToLong(counts -> counts[0]).sum();
        long all = open.values().stream().mapToLong(counts -> counts[1]).sum();
        return restored + " of " + all + " rows restored";
    }
}
