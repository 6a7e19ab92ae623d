package dev.backref.ingest.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * At most so many sent in any second. A right to send is taken first, and free again a second after it was used: between
 * the two, a connection may be opened, and counting from the taking would let more arrive in one second. Times are
 * nanoseconds of one clock that never goes back.
 */
final class RateLimit {
    private static final long WINDOW = Duration.ofSeconds(1).toNanos();

    private final Deque<Long> used = new ArrayDeque<>();
    private int unused;
    private long heldUntil = Long.MIN_VALUE;

    RateLimit(int perSecond) {
        unused = perSecond;
    }

    /** Takes the right to send one, if there is one now. */
    boolean tryTake(long now) {
        OptionalLong free = freeAt(now);
        if (free.isEmpty() || free.getAsLong() > now) {
            return false;
        }
        if (unused > 0) {
            unused--;
        } else {
            used.removeFirst();
        }
        return true;
    }

    /** One that was taken is used now. */
    void use(long now) {
        used.addLast(now);
    }

    /** As if all had just been used: none may be taken for a second. */
    void hold(long now) {
        heldUntil = now + WINDOW;
    }

    /** When the next may be taken, now or later; unknown as long as all are taken and not used yet. */
    OptionalLong freeAt(long now) {
        long open = Math.max(now, heldUntil);
        if (unused > 0) {
            return OptionalLong.of(open);
        }
        return used.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.max(open, used.getFirst() + WINDOW));
    }
}
