package dev.backref.ingest.registry;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Rings once: when the deadline has come, or when nothing has been heard for too long. */
final class Alarm {
    private final Vertx vertx;
    private final Duration idle;
    private final Runnable ring;
    private final long deadlineTimer;
    private volatile Deadline silence;
    private volatile long silenceTimer = -1;
    private volatile boolean over;

    Alarm(Vertx vertx, Deadline deadline, Duration idle, Runnable ring) {
        this.vertx = vertx;
        this.idle = idle;
        this.ring = ring;
        this.silence = deadline;
        this.deadlineTimer = vertx.setTimer(deadline.leftMillis(), come -> ring());
    }

    /** From now on something ought to be heard. Before, while a connection is waited for, only the deadline counts. */
    void listen() {
        heard();
        watch();
    }

    void heard() {
        silence = Deadline.in(idle);
    }

    void stop() {
        over = true;
        vertx.cancelTimer(deadlineTimer);
        vertx.cancelTimer(silenceTimer);
    }

    private void watch() {
        silenceTimer = vertx.setTimer(silence.leftMillis(), come -> {
            if (silence.passed()) {
                ring();
            } else if (!over) {
                watch();
            }
        });
    }

    private void ring() {
        stop();
        ring.run();
    }
}
