package dev.backref.indexer;

import java.util.HashMap;
import java.util.Map;

/**
 * The partitions whose rows may answer though they are not the active ones, as those of a standby: it had come to the end
 * of its changelog once, and is close behind since. Before that it has rows from long ago and lacks all later ones; with
 * few rows in all it can even be close behind while it is empty. Written by one thread, read by any.
 */
final class Followed {
    /**
     * Rows that one may be behind. It must be few enough that the changelog's newest segment, which Kafka does not
     * compact, holds them: behind a compacted part there is no moment at which the rows stood together like that.
     */
    private static final long MOST_BEHIND = 10_000;

    /** A commit leaves a mark behind the last row, which is no row: nobody comes past it before the next row. */
    private static final long MARK = 1;

    private Map<Integer, Progress> before = Map.of();
    private volatile Map<Integer, Long> leastApplied = Map.of();

    /**
     * How far the rows of a partition have come.
     *
     * @param applied the offset of the last fact in them, read before the others; −1 for none
     * @param position how much of the changelog they hold
     * @param end of the changelog, which goes on growing
     */
    record Progress(long applied, long position, long end) {
        private boolean isClose() {
            return end - position <= MOST_BEHIND;
        }

        private boolean reached(long thisEnd) {
            return position >= thisEnd - MARK;
        }
    }

    /** Progress was measured, of all partitions that are here. */
    void measured(Map<Integer, Progress> now) {
        Map<Integer, Long> next = new HashMap<>();
        now.forEach((partition, progress) -> {
            boolean caughtUp = leastApplied.containsKey(partition)
                    || progress.reached(before.getOrDefault(partition, progress).end());
            if (caughtUp && progress.isClose()) {
                next.put(partition, Math.max(progress.applied(), leastApplied.getOrDefault(partition, -1L)));
            }
        });
        before = Map.copyOf(now);
        leastApplied = Map.copyOf(next);
    }

    /**
     * Whether rows may answer. Those that fell behind what was here before are another store: Streams throws one away
     * that is corrupt, and begins anew.
     *
     * @param applied the offset of the last fact in them
     */
    boolean mayAnswer(int partition, long applied) {
        return applied >= leastApplied.getOrDefault(partition, Long.MAX_VALUE);
    }
}
