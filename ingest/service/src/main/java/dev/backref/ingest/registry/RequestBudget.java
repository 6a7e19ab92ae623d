package dev.backref.ingest.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What requests may cost one registry, its token server and wherever these redirect to: at most so many under way at once,
 * at most so many sent in any second, of a class and of all; none of a class of which it wants to be left alone. Those of
 * a class that have to wait go in the order in which they came, and a class that is full or paused holds up no other.
 * Where there is room for one, what lists gives way to what looks, but gets one of ten. May be used from any thread.
 */
final class RequestBudget {
    /** So many go before one that lists. */
    private static final int MOST_BEFORE = 9;

    /**
     * How long room is kept from what lists for a look that asked for it. The resolver asks again at least every tenth of
     * a second, but for a commit in between.
     */
    private static final long KEPT = Duration.ofMillis(250).toNanos();

    private final RegistrySettings.Budget limits;
    private final LongSupplier nanos;
    private final BiConsumer<Duration, Runnable> timer;
    private final RateLimit rate;
    private final Map<RequestClass, ClassBudget<Promise<Pass>>> classes = new EnumMap<>(RequestClass.class);
    private int underWay;
    private long numbers;
    private int wentBefore;
    private long keptUntil;
    private OptionalLong wakesAt = OptionalLong.empty();
    private boolean givenUp;

    /**
     * @param nanos a clock that never goes back
     * @param timer runs something after a time, on any thread
     */
    RequestBudget(RegistrySettings.Budget limits, LongSupplier nanos, BiConsumer<Duration, Runnable> timer) {
        this.limits = limits;
        this.nanos = nanos;
        this.timer = timer;
        this.rate = new RateLimit(limits.perSecond());
        this.keptUntil = nanos.getAsLong();
        for (RequestClass kind : RequestClass.values()) {
            Optional<RateLimit> own =
                    Optional.ofNullable(limits.classes().get(kind)).map(RateLimit::new);
            classes.put(kind, new ClassBudget<>(own, nanos.getAsLong()));
        }
    }

    /**
     * The right to one request, as soon as there is one. Fails with {@link Unanswered} during a pause of its class, and
     * while the registry is given up.
     */
    Future<Pass> enter(RequestClass kind) {
        Promise<Pass> promise = Promise.promise();
        join(kind, promise).ifPresent(promise::fail);
        admit();
        return promise.future();
    }

    /**
     * How long until a request for a manifest could be sent; none as long as only the end of another one can tell. Whoever
     * asks wants to send one: from then on what lists leaves room for it, for a while.
     */
    synchronized Optional<Duration> opensIn() {
        long now = nanos.getAsLong();
        Optional<Duration> opens = manifestsOpenIn(now);
        keptUntil = now + opens.orElse(Duration.ZERO).toNanos() + KEPT;
        return opens;
    }

    /** Asks nothing more, and sends away what waits: from now on another node may ask. */
    void giveUp() {
        List<Promise<Pass>> sentAway = new ArrayList<>();
        synchronized (this) {
            givenUp = true;
            classes.values().forEach(each -> sentAway.addAll(each.sendAway()));
        }
        sentAway.forEach(each -> each.fail(Unanswered.notOurs()));
    }

    /** Asks again, but nothing for a second: what another node sent in the one before counts for the registry, too. */
    synchronized void takeOver() {
        givenUp = false;
        rate.hold(nanos.getAsLong());
    }

    /** Whoever answered wants to be left alone for a while: what waits is not sent, and knows so at once. */
    void pause(RequestClass kind, Duration time) {
        List<Promise<Pass>> sentAway;
        synchronized (this) {
            of(kind).pause(time, nanos.getAsLong());
            sentAway = of(kind).sendAway();
        }
        sentAway.forEach(each -> each.fail(Unanswered.leftAlone(time)));
        admit();
    }

    /** We were throttled and not told for how long: for a second, then for twice as long each time that did not help. */
    void pause(RequestClass kind) {
        Optional<Duration> time;
        synchronized (this) {
            time = of(kind).nextPause(nanos.getAsLong());
        }
        time.ifPresent(some -> pause(kind, some));
    }

    /** An answer showed that its class needs no pause. */
    synchronized void served(RequestClass kind) {
        of(kind).served();
    }

    /** Whether it may wait: otherwise why not. */
    private synchronized Optional<Unanswered> join(RequestClass kind, Promise<Pass> promise) {
        if (givenUp) {
            return Optional.of(Unanswered.notOurs());
        }
        long now = nanos.getAsLong();
        Optional<Duration> pause = of(kind).pause(now);
        if (pause.isEmpty()) {
            numbers++;
            of(kind).join(promise, numbers);
        }
        if (kind == RequestClass.MANIFEST) {
            keptUntil = now; // What room was kept for has come.
        }
        return pause.map(Unanswered::leftAlone);
    }

    private Optional<Duration> manifestsOpenIn(long now) {
        ClassBudget<Promise<Pass>> manifests = of(RequestClass.MANIFEST);
        Optional<Duration> pause = manifests.pause(now);
        if (pause.isPresent()) {
            return pause;
        }
        OptionalLong all = rate.freeAt(now);
        OptionalLong own = manifests.freeAt(now);
        boolean waitedFor = nextOf(false, now).isPresent() || manifests.isWaitedFor();
        boolean taken = underWay >= limits.concurrent() || waitedFor || all.isEmpty() || own.isEmpty();
        return taken
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(all.getAsLong(), own.getAsLong()) - now));
    }

    private void admit() {
        for (Optional<Admission> next = next(); next.isPresent(); next = next()) {
            next.get().promise().complete(new Pass(next.get().kind()));
        }
    }

    private synchronized Optional<Admission> next() {
        long now = nanos.getAsLong();
        if (underWay >= limits.concurrent()) {
            return Optional.empty();
        }
        Optional<RequestClass> turn = hasRoom(rate.freeAt(now), now) ? turn(now) : Optional.empty();
        if (turn.isEmpty()) {
            wakeForWhatWaits(now);
            return Optional.empty();
        }
        rate.tryTake(now);
        of(turn.get()).take(now);
        underWay++;
        return Optional.of(new Admission(turn.get(), of(turn.get()).leave()));
    }

    /** Which class the room that there is goes to. */
    private Optional<RequestClass> turn(long now) {
        Optional<RequestClass> looking = nextOf(false, now);
        Optional<RequestClass> listing = nextOf(true, now);
        if (listing.isEmpty()) {
            return looking;
        }
        if (wentBefore < MOST_BEFORE && looking.isPresent()) {
            wentBefore++;
            return looking;
        }
        if (wentBefore < MOST_BEFORE && isKept(now)) {
            return Optional.empty();
        }
        wentBefore = 0;
        return listing;
    }

    /** The class of the one that has waited longest, of those that list or of the others, and that its class lets through. */
    private Optional<RequestClass> nextOf(boolean lists, long now) {
        return classes.entrySet().stream()
                .filter(each -> each.getKey().lists() == lists
                        && each.getValue().isWaitedFor()
                        && each.getValue().isFree(now))
                .min(Comparator.comparingLong(each -> each.getValue().nextNumber()))
                .map(Map.Entry::getKey);
    }

    private boolean isKept(long now) {
        return keptUntil > now && of(RequestClass.MANIFEST).isFree(now);
    }

    private void wakeForWhatWaits(long now) {
        OptionalLong all = rate.freeAt(now);
        if (all.isEmpty()) {
            return; // The use of a right will tell.
        }
        classes.values().stream()
                .filter(ClassBudget::isWaitedFor)
                .map(each -> each.freeAt(now))
                .filter(OptionalLong::isPresent)
                .mapToLong(free -> Math.max(free.getAsLong(), all.getAsLong()))
                // With room for it and yet not sent: it was kept for another.
                .map(free -> free > now ? free : keptUntil)
                .min()
                .ifPresent(at -> wakeAt(at, now));
    }

    private void wakeAt(long at, long now) {
        if (wakesAt.isEmpty() || at < wakesAt.getAsLong()) {
            wakesAt = OptionalLong.of(at);
            timer.accept(Duration.ofNanos(at - now), this::wake);
        }
    }

    private void wake() {
        synchronized (this) {
            wakesAt = OptionalLong.empty();
        }
        admit();
    }

    private ClassBudget<Promise<Pass>> of(RequestClass kind) {
        return Objects.requireNonNull(classes.get(kind));
    }

    private static boolean hasRoom(OptionalLong freeAt, long now) {
        return freeAt.isPresent() && freeAt.getAsLong() <= now;
    }

    private record Admission(RequestClass kind, Promise<Pass> promise) {}

    /** The right to one request. */
    final class Pass {
        private final RequestClass kind;
        private boolean used;
        private boolean ended;

        private Pass(RequestClass kind) {
            this.kind = kind;
        }

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
                    long now = nanos.getAsLong();
                    rate.use(now);
                    of(kind).use(now);
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
