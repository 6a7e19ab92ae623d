package dev.backref.ingest.receive;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what waits for the log: so many deliveries, so many bytes of bodies. Thread-safe.
 *
 * <p>A delivery keeps its place until the log is done with it, longer than its sender waits: while the broker is away the
 * senders repeat, and what they sent before is still in memory. Who is in a part of a room is in the room as well.
 */
final class WaitingRoom {
    private final int places;
    private final long bytes;
    private final Optional<WaitingRoom> whole;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();

    WaitingRoom(int places, long bytes) {
        this(places, bytes, Optional.empty());
    }

    private WaitingRoom(int places, long bytes, Optional<WaitingRoom> whole) {
        this.places = places;
        this.bytes = bytes;
        this.whole = whole;
    }

    /** So many-th of it, at least one place: what waits there leaves the rest to others. */
    WaitingRoom part(int divisor) {
        return new WaitingRoom(Math.max(1, places / divisor), bytes / divisor, Optional.of(this));
    }

    /** A place, or nothing when all are taken. */
    Optional<Place> enter() {
        if (taken.incrementAndGet() > places) {
            taken.decrementAndGet();
            return Optional.empty();
        }
        if (whole.isEmpty()) {
            return Optional.of(new Place(Optional.empty()));
        }
        Optional<Place> around = whole.get().enter();
        if (around.isEmpty()) {
            taken.decrementAndGet();
        }
        return around.map(place -> new Place(around));
    }

    int waiting() {
        return taken.get();
    }

    long held() {
        return held.get();
    }

    /** The place of one delivery. */
    final class Place {
        private final Optional<Place> around;
        private final AtomicLong mine = new AtomicLong();
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(Optional<Place> around) {
            this.around = around;
        }

        /** Whether there is room for so many bytes more; they are then held. */
        boolean grow(long more) {
            if (held.addAndGet(more) > bytes
                    || (around.isPresent() && !around.get().grow(more))) {
                held.addAndGet(-more);
                return false;
            }
            mine.addAndGet(more);
            return true;
        }

        /** A place of the same size in that room instead of this one, or neither where it has no room. */
        Optional<Place> moveTo(WaitingRoom other) {
            if (other == WaitingRoom.this) {
                return Optional.of(this);
            }
            leave();
            Optional<Place> place = other.enter();
            if (place.isPresent() && !place.get().grow(mine.get())) {
                place.get().leave();
                return Optional.empty();
            }
            return place;
        }

        /** Gives back the place and its bytes, once. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                held.addAndGet(-mine.get());
                taken.decrementAndGet();
                around.ifPresent(Place::leave);
            }
        }
    }
}
