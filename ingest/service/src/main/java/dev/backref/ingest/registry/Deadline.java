package dev.backref.ingest.registry;

import java.time.Duration;

/**
 * The moment at which a look ends, whatever it then waits for.
 *
 * @param nanos on the clock of {@link System#nanoTime()}, which no correction of the time of day moves
 */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** Milliseconds that are left, rounded up and at least 1: a timer cannot be set for less. */
    long leftMillis() {
        return Math.max(1, Duration.ofNanos(nanos - System.nanoTime()).toMillis() + 1);
    }
}
