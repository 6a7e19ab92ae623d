package dev.backref.query.gate;

import dev.backref.query.Parameters;
import dev.backref.query.Span;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * That records of decisions are to be kept.
 *
 * @param reviewBy until when they are to be looked at again
 */
record Keep(Optional<Instant> reviewBy) {
    /** The parameter by which they are. */
    static final String NAME = "record";

    private static final String REVIEW_BY = "reviewBy";

    /** No later year can be written (RFC 3339 §5.6). */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    /** The parameters that {@link #read} reads. */
    static final Set<String> PARAMETERS = Set.of(NAME, REVIEW_BY);

    /**
     * Reads them; absent where none is to be kept.
     *
     * @throws Parameters.Refused when something is wrong with one
     */
    static Optional<Keep> read(Parameters parameters, Instant now) {
        boolean keeps = parameters.one(NAME, Keep::yesOrNo).orElse(false);
        Optional<Instant> reviewBy = parameters.one(REVIEW_BY, text -> reviewBy(text, now));
        if (!keeps && reviewBy.isPresent()) {
            throw Parameters.refuse(REVIEW_BY, reviewBy.get().toString(), "is for records: record=true is missing");
        }
        return keeps ? Optional.of(new Keep(reviewBy)) : Optional.empty();
    }

    private static boolean yesOrNo(String word) {
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        throw new IllegalArgumentException("neither true nor false: \"" + word + "\"");
    }

    private static Instant reviewBy(String text, Instant now) {
        Instant then = Span.read(text).map(now::plus).orElseGet(() -> time(text));
        if (!then.isAfter(now)) {
            throw new IllegalArgumentException("is not later than now: \"" + text + "\"");
        }
        if (then.isAfter(LATEST)) {
            throw new IllegalArgumentException("is later than the year 9999: \"" + text + "\"");
        }
        return then;
    }

    private static Instant time(String text) {
        String none = "neither a span, such as 90d, nor a time of RFC 3339: \"" + text + "\"";
        if (!TIME.matcher(text).matches()) { // ISO 8601 has more.
            throw new IllegalArgumentException(none);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(none, malformed);
        }
    }
}
