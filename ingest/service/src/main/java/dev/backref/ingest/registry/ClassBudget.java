package dev.backref.ingest.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What requests of one class may cost: those that wait, in the order in which they came; their limit, if they have one;
 * their pause, if the registry asked for one. Guarded by its {@link RequestBudget}.
 */
final class ClassBudget<T> {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final Optional<RateLimit> rate;
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
    private long pausedUntil;
    private int throttled;

    /** One that waits, and as which of all that ever waited. */
    private record Waiting<T>(T one, long number) {}

    ClassBudget(Optional<RateLimit> rate, long now) {
        this.rate = rate;
        this.pausedUntil = now;
    }

    /** What is left of a pause. */
    Optional<Duration> pause(long now) {
        return pausedUntil > now ? Optional.of(Duration.ofNanos(pausedUntil - now)) : Optional.empty();
    }

    /** Pauses for at least so long. */
    void pause(Duration time, long now) {
        pausedUntil = Math.max(pausedUntil, now + time.toNanos());
    }

    /** All that waits, which waits no longer. */
    List<T> sendAway() {
        List<T> all = new ArrayList<>();
        waiting.forEach(each -> all.add(each.one()));
        waiting.clear();
        return all;
    }

    /** How long to pause now for want of a time; none when a pause lasts already, of which the answer may not know. */
    Optional<Duration> nextPause(long now) {
        if (pause(now).isPresent()) {
            return Optional.empty();
        }
        Duration time = SHORTEST_PAUSE.multipliedBy(1L << Math.min(throttled, MOST_DOUBLINGS));
        throttled++;
        return Optional.of(time);
    }

    void served() {
        throttled = 0;
    }

    void join(T one, long number) {
        waiting.addLast(new Waiting<>(one, number));
    }

    boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /** As which of all the next one began to wait. Something must wait. */
    long nextNumber() {
        return waiting.getFirst().number();
    }

    T leave() {
        return waiting.removeFirst().one();
    }

    /** When this class alone would let one through; unknown as long as only the use of a right can tell. */
    OptionalLong freeAt(long now) {
        long open = Math.max(now, pausedUntil);
        return rate.isPresent() ? rate.get().freeAt(open) : OptionalLong.of(open);
    }

    boolean isFree(long now) {
        OptionalLong free = freeAt(now);
        return free.isPresent() && free.getAsLong() <= now;
    }

    void take(long now) {
        rate.ifPresent(limit -> limit.tryTake(now));
    }

    void use(long now) {
        rate.ifPresent(limit -> limit.use(now));
    }
}
