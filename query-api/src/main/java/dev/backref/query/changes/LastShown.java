package dev.backref.query.changes;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Looks for the last change of each partition before its end, backwards and further each time: behind a change stands the
 * mark of its transaction, and any number of aborted ones can.
 */
final class LastShown {
    /** Where there is no change. */
    static final long NONE = -1;

    private static final int FURTHER = 4;

    private final long[] begin;
    private final long[] end;
    private final long[] from;
    private final long[] shown;
    private long step = 1;

    LastShown(long[] begin, long[] end) {
        this.begin = begin.clone();
        this.end = end.clone();
        this.from = end.clone();
        this.shown = new long[end.length];
        Arrays.fill(shown, NONE);
    }

    /** Whether every partition's is found, or is not there. */
    boolean isOver() {
        return IntStream.range(0, end.length).noneMatch(this::isMissing);
    }

    private boolean isMissing(int partition) {
        return shown[partition] == NONE && from[partition] > begin[partition];
    }

    /** Where each partition is to be read from next, to its end. */
    long[] stepBack() {
        step *= FURTHER;
        long[] next = end.clone();
        for (int partition = 0; partition < next.length; partition++) {
            if (isMissing(partition)) {
                from[partition] = Math.max(begin[partition], end[partition] - step);
                next[partition] = from[partition];
            }
        }
        return next;
    }

    /** Takes what was read, in its order; what stands behind the end is left out. */
    void take(FeedEvent event) {
        if (event.offset() < end[event.partition()]) {
            shown[event.partition()] = event.facets().position().offset();
        }
    }

    /** The position's offset of each, or {@link #NONE}. */
    long[] shown() {
        return shown.clone();
    }
}
