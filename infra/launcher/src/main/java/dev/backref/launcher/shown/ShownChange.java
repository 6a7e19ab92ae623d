package dev.backref.launcher.shown;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.terminal.Colours;
import dev.backref.launcher.terminal.Colours.Colour;
import dev.backref.launcher.terminal.Line;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A change of the feed as a line: when, what happened, what evidence, where and of what, and its type. */
public final class ShownChange {
    private ShownChange() {}

    /** The line of an event, or the event as it is where it is of no type that this version knows. */
    public static String of(String event, Colours colours) {
        JsonNode json;
        try {
            json = Json.read(event.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IllegalArgumentException other) {
            return Line.of(event);
        }
        String type = json.path("type").asText();
        String[] words = type.split("\\.", -1);
        if (!type.startsWith("dev.backref.referrer.") || words.length < 2) {
            return Line.of(event);
        }
        String happened = words[words.length - 2];
        JsonNode data = json.path("data");
        String line = String.format(
                Locale.ROOT,
                "%s@%s <- %s %s",
                Words.location(data.path("location")),
                json.path("subject").asText(),
                Words.of(data.path("kinds")),
                Words.type(data.path("referrer")));
        return Line.of(json.path("time").asText()) + " "
                + colours.in(colour(happened), String.format(Locale.ROOT, "%-7s", Line.of(happened))) + " "
                + Line.of(line + " " + data.path("referrer").path("digest").asText());
    }

    private static Colour colour(String happened) {
        return switch (happened) {
            case "added" -> Colour.GREEN;
            case "removed" -> Colour.RED;
            default -> Colour.YELLOW;
        };
    }
}
