package dev.backref.launcher.shown;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.launcher.terminal.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How much an answer knows, in sentences: what is missing is said before anybody takes an absence for one. */
final class ShownKnowledge {
    private ShownKnowledge() {}

    /** A line for the scope, one for each registry, and one more where that gets no newer. */
    static Stream<String> lines(JsonNode completeness) {
        List<String> lines = new ArrayList<>();
        String scope = completeness.path("scope").asText();
        String state = completeness.path("state").asText();
        lines.add("known: " + state(state) + " (" + scope + ")" + oldest(completeness) + reason(completeness));
        for (JsonNode registry : completeness.path("registries")) {
            lines.add("  " + registry.path("name").asText() + ": "
                    + registry.path("complete").asText() + " of "
                    + registry.path("locations").asText() + " locations are complete" + basis(registry)
                    + reason(registry));
            JsonNode failing = registry.path("failing");
            if (failing.isObject()) {
                lines.add("  " + registry.path("name").asText() + ": "
                        + failing.path("locations").asText() + " cannot be listed, since "
                        + failing.path("since").asText() + reason(failing));
            }
        }
        return lines.stream().map(Line::of);
    }

    private static String state(String state) {
        return switch (state) {
            case "complete" -> "everything";
            case "partial" -> "some of it";
            default -> "too little to say that there is no more";
        };
    }

    private static String oldest(JsonNode completeness) {
        String oldest = completeness.path("oldest").asText();
        return oldest.isEmpty() ? "" : ", as of " + oldest;
    }

    /** Absence means something only within what can be listed. */
    private static String basis(JsonNode registry) {
        String limits = registry.path("limits").isEmpty() ? "" : " (" + Words.of(registry.path("limits")) + ")";
        String basis = registry.path("basis").asText();
        return basis.isEmpty() ? limits : ", by " + basis + limits;
    }

    private static String reason(JsonNode part) {
        String reason = part.path("reason").asText();
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
