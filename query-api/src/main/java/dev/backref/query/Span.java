package dev.backref.query;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span of time as callers write it: a whole number of milliseconds, seconds, minutes, hours, days or weeks, such as {@code 7d}. */
public final class Span {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(ms|s|m|h|d|w)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    private Span() {}

    /** Reads one; absent where it is none. */
    public static Optional<Duration> read(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(
                        UNITS.getOrDefault(parts.group(2), Duration.ZERO).multipliedBy(Long.parseLong(parts.group(1))))
                : Optional.empty();
    }

    /** The same span has one text: in the largest unit, of days and smaller ones, of which it is a whole number. */
    public static String write(Duration span) {
        if (span.toMillisPart() != 0) {
            return span.toMillis() + "ms";
        }
        if (span.toSecondsPart() != 0) {
            return span.toSeconds() + "s";
        }
        if (span.toMinutesPart() != 0) {
            return span.toMinutes() + "m";
        }
        return span.toHoursPart() != 0 ? span.toHours() + "h" : span.toDays() + "d";
    }
}
