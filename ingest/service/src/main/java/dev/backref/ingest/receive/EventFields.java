package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;

/**
 * The named values of one object that a sender wrote. Absent, null and empty ones mean the same: Go writes {@code
 * "digest":""} where nobody said a digest.
 *
 * @param object whatever stands where the object should be; what is none has no fields
 * @param prefix what stands before a field's name in complaints: its path, with the dot
 */
record EventFields(JsonNode object, String prefix) {
    /** Longer than any digest, tag or repository. It keeps hostile text away from regular expressions that recurse. */
    private static final int LONGEST_NAME = 512;

    private static final int LONGEST_QUOTE = 200;

    /**
     * The text of a field.
     *
     * @throws IllegalArgumentException naming the field, when its value is no text or longer than any name
     */
    Optional<String> text(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().length() > LONGEST_NAME) {
            throw new IllegalArgumentException(prefix + field + " is no name: " + quote(value));
        }
        return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
    }

    /**
     * What a field's text stands for.
     *
     * @throws IllegalArgumentException naming the field, when the reader refuses its text
     */
    <T> Optional<T> parsed(String field, Function<String, T> reader) {
        Optional<String> text = text(field);
        try {
            return text.map(reader);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(prefix + field + ": " + malformed.getMessage(), malformed);
        }
    }

    /**
     * The same where the field must be there.
     *
     * @throws IllegalArgumentException naming the field, also when it is missing
     */
    <T> T required(String field, Function<String, T> reader) {
        return parsed(field, reader)
                .orElseThrow(() -> new IllegalArgumentException(prefix + field + " is missing: " + quote(object)));
    }

    /** A value as JSON, bounded. */
    static String quote(JsonNode value) {
        return value.isMissingNode() ? "missing" : bounded(value.toString());
    }

    /** A text as JSON, bounded. */
    static String quote(String text) {
        return '"' + bounded(text) + '"';
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
