package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Times as evidence has them: text of anybody. */
final class Times {
    /** RFC 3339 has years of four digits; ISO 8601, which Java reads, has others. */
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private static final Instant BEGINNING = Instant.parse("0000-01-01T00:00:00Z");

    /** What programs in Go write where they have no time. */
    private static final Instant NO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    /** More than a time with nanoseconds and an offset has. */
    private static final int LONGEST = 40;

    private Times() {}

    /** A time as RFC 3339 writes it, with any offset. */
    static Optional<Instant> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant())
                    .filter(time -> !time.isBefore(BEGINNING) && time.isBefore(END) && !time.equals(NO_TIME));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /** Seconds since 1970. Zero is written by those that keep no time, such as a log of Rekor v2. */
    static Optional<Instant> ofSeconds(JsonNode seconds) {
        // Of a number that no long can hold, asLong would give the last bits.
        long value = seconds.isTextual() || seconds.canConvertToLong() ? seconds.asLong(0) : 0;
        return value > 0 && value < END.getEpochSecond() ? Optional.of(Instant.ofEpochSecond(value)) : Optional.empty();
    }
}
