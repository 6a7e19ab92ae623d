package dev.backref.query.subjects;

import dev.backref.query.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameter {@code newerThan}: only what was made within so long, such as {@code 7d}, by its own word. It is a whole
 * number of seconds, minutes, hours, days or weeks.
 */
final class NewerThan {
    static final String NAME = "newerThan";

    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

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
        Matcher age = AGE.matcher(text);
        if (!age.matches()) {
            throw new IllegalArgumentException("not an age, such as 90m, 12h, 7d or 4w: \"" + text + "\"");
        }
        return UNITS.getOrDefault(age.group(2), Duration.ZERO).multipliedBy(Long.parseLong(age.group(1)));
    }

    /** Answers are remembered by what is asked for: without a grain, no two questions would be the same. */
    private static ChronoUnit grain(Duration age) {
        return age.compareTo(Duration.ofHours(1)) < 0 ? ChronoUnit.SECONDS : ChronoUnit.MINUTES;
    }
}
