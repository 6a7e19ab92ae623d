package dev.backref.ingest.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What requests may cost one registry, its token server and wherever these redirect to: at most so many under way at once,
 * at most so many sent in any second, none while it wants to be left alone. Those that have to wait go in the order in
 * which they came. May be used from any thread.
 */
final class RequestBudget {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final RegistrySettings.Budget limits;
    private final LongSupplier nanos;
    private final BiConsumer<Duration, Runnable> timer;
    private final RateLimit rate;
    private final Deque<Promise<Pass>> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean timed;
    private long pausedUntil;
    private int throttled;

    /**
     * @param nanos a clock that never goes back
     * @param timer runs something after a time, on any thread
     */
    RequestBudget(RegistrySettings.Budget limits, LongSupplier nanos, BiConsumer<Duration, Runnable> timer) {
        this.limits = limits;
        this.nanos = nanos;
        this.timer = timer;
        this.rate = new RateLimit(limits.perSecond());
        this.pausedUntil = nanos.getAsLong();
    }

    /** The right to one request, as soon as there is one. Fails with {@link Unanswered} during a pause. */
    Future<Pass> enter() {
        Promise<Pass> promise = Promise.promise();
        Optional<Duration> pause = join(promise);
        pause.ifPresent(left -> promise.fail(leftAlone(left)));
        admit();
        return promise.future();
    }

    /** How long until a request could be sent; none as long as only the end of another one can tell. */
    synchronized Optional<Duration> opensIn() {
        long now = nanos.getAsLong();
        Optional<Duration> pause = pause(now);
        if (pause.isPresent()) {
            return pause;
        }
        OptionalLong free = rate.freeAt(now);
        boolean taken = underWay >= limits.concurrent() || !waiting.isEmpty() || free.isEmpty();
        return taken ? Optional.empty() : Optional.of(Duration.ofNanos(free.getAsLong() - now));
    }

    /** Whoever answered wants to be left alone for a while: what waits is not sent, and knows so at once. */
    void pause(Duration time) {
        List<Promise<Pass>> sentAway = close(time);
        sentAway.forEach(each -> each.fail(leftAlone(time)));
    }

    /** We were throttled and not told for how long: for a second, then for twice as long each time that did not help. */
    void pause() {
        Optional<Duration> time = nextPause();
        time.ifPresent(this::pause);
    }

    /** An answer showed that no pause is needed. */
    synchronized void served() {
        throttled = 0;
    }

    private synchronized Optional<Duration> join(Promise<Pass> promise) {
        Optional<Duration> pause = pause(nanos.getAsLong());
        if (pause.isEmpty()) {
            waiting.addLast(promise);
        }
        return pause;
    }

    private synchronized List<Promise<Pass>> close(Duration time) {
        pausedUntil = Math.max(pausedUntil, nanos.getAsLong() + time.toNanos());
        List<Promise<Pass>> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    /** None when the answer is to a request that was sent before a pause that lasts already. */
    private synchronized Optional<Duration> nextPause() {
        if (pause(nanos.getAsLong()).isPresent()) {
            return Optional.empty();
        }
        Duration time = SHORTEST_PAUSE.multipliedBy(1L << Math.min(throttled, MOST_DOUBLINGS));
        throttled++;
        return Optional.of(time);
    }

    private Optional<Duration> pause(long now) {
        return pausedUntil > now ? Optional.of(Duration.ofNanos(pausedUntil - now)) : Optional.empty();
    }

    private void admit() {
        for (Optional<Promise<Pass>> next = next(); next.isPresent(); next = next()) {
            next.get().complete(new Pass());
        }
    }

    private synchronized Optional<Promise<Pass>> next() {
        if (waiting.isEmpty() || underWay >= limits.concurrent()) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        if (!rate.tryTake(now)) {
            rate.freeAt(now).ifPresent(free -> wakeAfter(Duration.ofNanos(free - now)));
            return Optional.empty();
        }
        underWay++;
        return Optional.of(waiting.removeFirst());
    }

    private void wakeAfter(Duration time) {
        if (!timed) {
            timed = true;
            timer.accept(time, this::wake);
        }
    }

    private void wake() {
        synchronized (this) {
            timed = false;
        }
        admit();
    }

    private static Unanswered leftAlone(Duration left) {
        return new Unanswered(new Look.Later(
                LookFailure.THROTTLED, "the registry asked to be left alone and was not asked", Optional.of(left)));
    }

    /** The right to one request. */
    final class Pass {
        private boolean used;
        private boolean ended;

        /** The request is sent now. */
        void send() {
            use();
            admit();
        }

        /** The request is over, whether or not it was sent. */
        void end() {
            leave();
            admit();
        }

        private void use() {
            synchronized (RequestBudget.this) {
                if (!used) {
                    used = true;
                    rate.use(nanos.getAsLong());
                }
            }
        }

        private void leave() {
            synchronized (RequestBudget.this) {
                use(); // An attempt to connect has cost something too.
                if (!ended) {
                    ended = true;
                    underWay--;
                }
            }
        }
    }
}
