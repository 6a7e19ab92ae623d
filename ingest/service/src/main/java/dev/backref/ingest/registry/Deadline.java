package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The moment at which a look ends, whatever it then waits for. It moves by as much as the look waits for what takes a time
 * of its own: its turn in the registry's budget, which says nothing about the registry, or a token.
 *
 * <p>On the clock of {@link System#nanoTime()}, which no correction of the time of day moves.
 */
final class Deadline {
    private final AtomicLong nanos;

    private Deadline(long nanos) {
        this.nanos = new AtomicLong(nanos);
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The same future, before which this does not come nearer. */
    <T> Future<T> apart(Future<T> wait) {
        long began = System.nanoTime();
        return wait.onComplete(ended -> nanos.addAndGet(System.nanoTime() - began));
    }

    boolean passed() {
        return nanos.get() - System.nanoTime() <= 0;
    }

    /** Milliseconds that are left, rounded up and at least 1: a timer cannot be set for less. */
    long leftMillis() {
        return Math.max(1, Duration.ofNanos(nanos.get() - System.nanoTime()).toMillis() + 1);
    }
}
