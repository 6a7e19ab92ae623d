package dev.backref.ingest.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long a registry that cannot be listed is left alone. */
final class Pause {
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 7;

    private final RandomGenerator random;
    private Instant until = Instant.EPOCH;
    private int failures;

    Pause(RandomGenerator random) {
        this.random = random;
    }

    boolean lasts(Instant now) {
        return until.isAfter(now);
    }

    Instant until() {
        return until;
    }

    /** Begins, twice as long as the last one, or as long as the registry asks for. */
    void begin(Instant now, Optional<Duration> asked) {
        long most = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        Duration own = Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
        until = now.plus(asked.filter(wait -> wait.compareTo(own) > 0).orElse(own));
    }

    /** The registry could be listed. */
    void end() {
        failures = 0;
    }
}
