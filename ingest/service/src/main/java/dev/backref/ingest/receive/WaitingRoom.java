package dev.backref.ingest.receive;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what waits for the log: so many deliveries, so many bytes of bodies. Thread-safe.
 *
 * <p>A delivery keeps its place until the log is done with it, longer than its sender waits: while the broker is away the
 * senders repeat, and what they sent before is still in memory.
 */
final class WaitingRoom {
    private final int places;
    private final long bytes;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();

    WaitingRoom(int places, long bytes) {
        this.places = places;
        this.bytes = bytes;
    }

    /** A place, or nothing when all are taken. */
    Optional<Place> enter() {
        if (taken.incrementAndGet() > places) {
            taken.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Place());
    }

    int waiting() {
        return taken.get();
    }

    long held() {
        return held.get();
    }

    /** The place of one delivery. */
    final class Place {
        private final AtomicLong mine = new AtomicLong();
        private final AtomicBoolean left = new AtomicBoolean();

        /** Whether there is room for so many bytes more; they are then held. */
        boolean grow(int more) {
            if (held.addAndGet(more) > bytes) {
                held.addAndGet(-more);
                return false;
            }
            mine.addAndGet(more);
            return true;
        }

        /** Gives back the place and its bytes, once. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                held.addAndGet(-mine.get());
                taken.decrementAndGet();
            }
        }
    }
}
