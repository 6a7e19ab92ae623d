package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private static final long END_OF_9999 = 253_402_300_800L;

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
        if (!value.isTextual() || !isShort(value.textValue())) {
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
        } catch (NoSuchRegistry unknown) {
            throw unknown;
        } catch (NoSuchRepository nameless) {
            throw new NoSuchRepository(prefix + field + ": " + nameless.getMessage());
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

    /** The fields of the object that stands in a field; what is none has no fields. */
    EventFields below(String field) {
        return new EventFields(object.path(field), prefix + field + ".");
    }

    /** What complaints call the object. */
    String name() {
        return prefix.isEmpty() ? "the event" : prefix.substring(0, prefix.length() - 1);
    }

    /** The entries of an array, each as {@code field[n]}; none where there is no array. */
    List<EventFields> entries(String field) {
        List<EventFields> entries = new ArrayList<>();
        JsonNode array = object.path(field);
        for (int at = 0; array.isArray() && at < array.size(); at++) {
            entries.add(new EventFields(array.get(at), prefix + field + "[" + at + "]."));
        }
        return entries;
    }

    /** What a field says, to be kept and not to be understood: an id, a time. Empty where it is no single value. */
    String said(String field) {
        return object.path(field).asText("");
    }

    /** A field with seconds since 1970, as RFC 3339; empty where it is none. */
    String seconds(String field) {
        JsonNode value = object.path(field);
        return value.isNumber() && value.canConvertToLong() && Math.abs(value.longValue()) < END_OF_9999
                ? Instant.ofEpochSecond(value.longValue()).toString()
                : "";
    }

    /** Whether a text can be a name, and may be shown to a pattern. */
    static boolean isShort(String text) {
        return text.length() <= LONGEST_NAME;
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
