package dev.backref.launcher.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of answers in words. */
final class Words {
    private static final String NONE = "-";
    private static final int TOO_SHORT_FOR_HOURS = 2;

    private Words() {}

    /** Words of a list, with commas between. */
    static String of(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words.isEmpty() ? NONE : String.join(",", words);
    }

    /** The artifact type of a referrer, or its media type. */
    static String type(JsonNode referrer) {
        return referrer.path("artifactType").asText(referrer.path("mediaType").asText(NONE));
    }

    /** A location, however it is written. */
    static String location(JsonNode location) {
        return location.isTextual()
                ? location.asText()
                : location.path("registry").asText() + "/"
                        + location.path("repository").asText();
    }

    /** The first of some locations, and how many others there are. */
    static String locations(JsonNode locations) {
        if (locations.isEmpty()) {
            return NONE;
        }
        String first = location(locations.get(0));
        return locations.size() == 1 ? first : first + " +" + (locations.size() - 1);
    }

    /** How long ago a time was, in its largest unit; a dash where it is none. */
    static String ago(JsonNode time, Instant now) {
        return instant(time).map(then -> ago(Duration.between(then, now))).orElse(NONE);
    }

    private static Optional<Instant> instant(JsonNode time) {
        try {
            return time.isTextual() ? Optional.of(Instant.parse(time.asText())) : Optional.empty();
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }

    private static String ago(Duration time) {
        if (time.isNegative()) {
            return "ahead";
        }
        if (time.toDays() >= TOO_SHORT_FOR_HOURS) {
            return time.toDays() + " d";
        }
        if (time.toHours() >= TOO_SHORT_FOR_HOURS) {
            return time.toHours() + " h";
        }
        return time.toMinutes() >= TOO_SHORT_FOR_HOURS ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
