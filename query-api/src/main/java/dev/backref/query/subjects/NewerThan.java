package dev.backref.query.subjects;

import dev.backref.query.Parameters;
import dev.backref.query.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The parameter {@code newerThan}: only what was made within so long, such as {@code 7d}, by its own word.
 */
final class NewerThan {
    static final String NAME = "newerThan";

    private NewerThan() {}

    /**
     * The time from which on it may have been made, if that is asked.
     *
     * @throws Parameters.Refused when it is no age
     */
    static Optional<Instant> read(Parameters parameters, Instant now) {
        return parameters.one(NAME, NewerThan::age).map(age -> now.minus(age).truncatedTo(grain(age)));
    }

    private static Duration age(String text) {
        return Span.read(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("not an age, such as 90m, 12h, 7d or 4w: \"" + text + "\""));
    }

    /** Answers are remembered by what is asked for: without a grain, no two questions would be the same. */
    private static ChronoUnit grain(Duration age) {
        return age.compareTo(Duration.ofHours(1)) < 0 ? ChronoUnit.SECONDS : ChronoUnit.MINUTES;
    }
}
