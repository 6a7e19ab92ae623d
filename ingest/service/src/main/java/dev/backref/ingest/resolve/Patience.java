package dev.backref.ingest.resolve;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long the resolver waits before it looks again. */
final class Patience {
    /** The longest wait after a first failure. */
    static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    /** The longest wait at all, unless the registry asks for more. */
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /** How often trouble that does not change is signalled again. */
    static final Duration BETWEEN_SIGNALS = Duration.ofMinutes(3);

    /** How long a report may wait for its first answer before that itself is trouble. */
    static final Duration UNANSWERED = Duration.ofSeconds(10);

    /** An event can overtake the registry's own commit, and replicas lag. */
    static final List<Duration> RECHECKS =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** How many answers without a meaning are followed by another look: two minutes on the average, at most four. */
    static final int MOST_DOUBTS = 8;

    /** The same of a refusal of the referrers API: each manifest is asked about, and the next sweep asks again. */
    static final int MOST_DOUBTS_OF_AN_API = 2;

    /** The same of bytes that are not the digest's: seven seconds on the average, at most fifteen. */
    static final int MOST_DOUBTS_OF_BYTES = 4;

    /** After how many failures a look holds up the sweep that waits for it: two minutes on the average, at most four. */
    private static final int MOST_FAILURES = 8;

    private static final int MOST_DOUBLINGS = 16;

    /** Within which everything is looked at again that failed while a registry was away. */
    static final Duration BACK = Duration.ofSeconds(5);

    private Patience() {}

    /** The wait at the end of an absence: anything up to a bound, so that what failed together comes back spread out. */
    static Duration back(RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(BACK.toMillis() + 1));
    }

    /**
     * The wait before the next look after an answer that is doubted; none when it is to be believed.
     *
     * @param done answers of that kind before this one
     */
    static Optional<Duration> doubt(Doubt doubt, int done, RandomGenerator random) {
        if (done >= doubt.most()) {
            return Optional.empty();
        }
        return Optional.of(doubt.senseless() ? backoff(done, random) : RECHECKS.get(done));
    }

    /** Whether so many failures in a row are more than a moment's. */
    static boolean lasts(int failures) {
        return failures >= MOST_FAILURES;
    }

    /**
     * The wait after so many failures before this one: anything up to a bound that doubles ("full jitter"), so that
     * what failed together does not come back together.
     */
    static Duration backoff(int failuresBefore, RandomGenerator random) {
        long doubled = FIRST_BACKOFF.toMillis() << Math.min(failuresBefore, MOST_DOUBLINGS);
        return Duration.ofMillis(random.nextLong(Math.min(doubled, LONGEST_BACKOFF.toMillis()) + 1));
    }
}
