package dev.backref.ingest.resolve;

import java.util.Arrays;

/**
 * At most so many beginnings in any second, by a log of the last ones. Times are milliseconds of one clock; when that
 * is set back, what was begun "later" is forgotten rather than waited for.
 */
final class RateLimit {
    private static final long WINDOW = 1_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final long[] begun;
    private int oldest;

    RateLimit(int perSecond) {
        begun = new long[perSecond];
        Arrays.fill(begun, NEVER);
    }

    /** The earliest time at which one more may begin: now or later. */
    long freeAt(long now) {
        long last = begun[oldest];
        return last > now ? now : Math.max(now, last + WINDOW);
    }

    /** Counts one that begins now, which must be allowed. */
    void begin(long now) {
        if (freeAt(now) > now) {
            throw new IllegalStateException("not before " + freeAt(now) + ", now is " + now);
        }
        begun[oldest] = now;
        oldest = (oldest + 1) % begun.length;
    }
}
