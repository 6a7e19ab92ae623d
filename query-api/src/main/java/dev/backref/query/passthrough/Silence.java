package dev.backref.query.passthrough;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Ends what has been silent for too long. While the caller takes nothing, the registry is not to blame. */
final class Silence {
    private final Vertx vertx;
    private final long longestNanos;
    private final BooleanSupplier excused;
    private final Runnable tooLong;
    private long heardNanos = System.nanoTime();
    private long timer = -1;

    /**
     * @param excused whether nothing is expected now
     * @param tooLong called once at most, on the event loop that {@link #watch} was called on
     */
    Silence(Vertx vertx, Duration longest, BooleanSupplier excused, Runnable tooLong) {
        this.vertx = vertx;
        this.longestNanos = longest.toNanos();
        this.excused = excused;
        this.tooLong = tooLong;
    }

    void watch() {
        look(longestNanos);
    }

    /** Something came. */
    void broken() {
        heardNanos = System.nanoTime();
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look(long inNanos) {
        timer = vertx.setTimer(Math.max(1, Duration.ofNanos(inNanos).toMillis()), fired -> {
            if (excused.getAsBoolean()) {
                broken();
            }
            long left = longestNanos - (System.nanoTime() - heardNanos);
            if (left > 0) {
                look(left);
            } else {
                tooLong.run();
            }
        });
    }
}
