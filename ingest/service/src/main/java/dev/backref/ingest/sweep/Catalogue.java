package dev.backref.ingest.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a registry is asked for its repositories, and which are swept as long as it does not tell: those that are configured
 * by name or known otherwise must not wait for a catalogue that fails.
 */
final class Catalogue {
    private final Pause pause;
    private Optional<Repositories> instead = Optional.empty();
    private String reached = "";
    private Optional<String> going = Optional.empty();
    private Instant asked = Instant.EPOCH;

    Catalogue(RandomGenerator random) {
        this.pause = new Pause(random);
    }

    /** A pass begins. It asks at once, however lately that failed: somebody can wait for it. */
    void begin() {
        instead = Optional.empty();
    }

    /** Whether a pass that is going on asks now, rather than go through what is known. */
    boolean isNext(Instant now) {
        return instead.isEmpty() || isDue(now);
    }

    /** Whether it may be asked again after a failure. */
    boolean isDue(Instant now) {
        return !pause.lasts(now);
    }

    /** When that is. */
    Instant due() {
        return pause.until();
    }

    void ask(Instant now) {
        asked = now;
    }

    /** When it was asked last. */
    Instant asked() {
        return asked;
    }

    /** It could be had. */
    void told() {
        pause.end();
        instead = Optional.empty();
    }

    /**
     * It could not.
     *
     * @param known to be swept meanwhile; one that goes through them already goes on
     */
    void failed(Repositories known, Instant now, Optional<Duration> retryAfter) {
        pause.begin(now, retryAfter);
        if (instead.isEmpty()) {
            instead = Optional.of(known);
            reached = "";
        }
    }

    /** The next to be swept meanwhile, again and again until it is {@link #over}. */
    Optional<String> next() {
        going = instead.flatMap(known -> known.after(reached, 1).stream().findFirst());
        return going;
    }

    /** A repository was swept, or could not be. */
    void over(String repository) {
        if (going.equals(Optional.of(repository))) {
            reached = repository;
        }
    }
}
