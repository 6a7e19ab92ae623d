package dev.backref.launcher.shown;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.launcher.terminal.Line;
import dev.backref.launcher.terminal.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An answer about a subject: what refers to it as a table, and how much is known. */
public final class ShownSubject {
    private ShownSubject() {}

    /**
     * The lines of an answer.
     *
     * @param now by which ages are told, of what says when it was made
     * @param ofSome whether it was asked for some of what refers to the subject, or for what is left of it
     */
    public static List<String> lines(JsonNode answer, Instant now, boolean ofSome) {
        List<String> lines = new ArrayList<>();
        JsonNode referrers = answer.path("referrers");
        if (referrers.isEmpty()) {
            lines.add(nothing(answer.hasNonNull("next"), ofSome));
        } else {
            Table table = new Table().row("KIND", "TYPE", "AGE", "WHERE", "DIGEST");
            referrers.forEach(each -> table.row(
                    Words.of(each.path("kinds")),
                    Words.type(each),
                    Words.ago(each.path("created").path("at"), now),
                    Words.locations(each.path("locations")),
                    each.path("digest").asText()));
            lines.addAll(table.lines());
        }
        ShownKnowledge.lines(answer.path("completeness")).forEach(lines::add);
        String ended = answer.path("ended").asText();
        if (answer.hasNonNull("next")) {
            lines.add(Line.of("there is more" + (ended.isEmpty() ? "" : " (" + ended + ")") + ": --next "
                    + answer.path("next").asText()));
        }
        lines.add("nothing is verified");
        return lines;
    }

    private static String nothing(boolean more, boolean ofSome) {
        if (more) {
            return "nothing as far as was looked";
        }
        return ofSome ? "nothing more that is known fits what was asked for" : "nothing that is known refers to it";
    }
}
