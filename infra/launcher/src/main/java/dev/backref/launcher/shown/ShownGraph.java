package dev.backref.launcher.shown;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.terminal.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The graph around a manifest as a tree, of all pages that were read. */
public final class ShownGraph {
    private static final List<String> WEAKEST_FIRST = List.of("unknown", "partial", "complete");

    private final String root;
    private final Map<String, Map<String, JsonNode>> bySubject = new LinkedHashMap<>();
    private JsonNode completeness;

    public ShownGraph(JsonNode first) {
        this.root = first.path("subject").asText();
        this.completeness = first.path("completeness");
        add(first);
    }

    /** Adds a page. An edge that stands there again is one, at all its locations. */
    public void add(JsonNode page) {
        if (rank(page.path("completeness")) < rank(completeness)) {
            completeness = page.path("completeness");
        }
        page.path("edges")
                .forEach(edge -> bySubject
                        .computeIfAbsent(edge.path("subject").asText(), first -> new LinkedHashMap<>())
                        .merge(
                                edge.path("way").asText() + " "
                                        + edge.path("digest").asText(),
                                edge,
                                ShownGraph::atBoth));
    }

    private static JsonNode atBoth(JsonNode edge, JsonNode again) {
        Map<String, JsonNode> locations = new LinkedHashMap<>();
        edge.path("locations").forEach(each -> locations.put(Words.location(each), each));
        again.path("locations").forEach(each -> locations.putIfAbsent(Words.location(each), each));
        ObjectNode both = Json.MAPPER.createObjectNode();
        edge.properties().forEach(field -> both.set(field.getKey(), field.getValue()));
        both.putArray("locations").addAll(locations.values());
        return both;
    }

    /** What is said of all pages is what is known of the least known. */
    private static int rank(JsonNode completeness) {
        return WEAKEST_FIRST.indexOf(completeness.path("state").asText());
    }

    /** The tree from its root, and how much is known of it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Line.of(root));
        below(root, "", new HashSet<>(), lines);
        ShownKnowledge.lines(completeness).forEach(lines::add);
        lines.add("nothing is verified");
        return lines;
    }

    /** What the graph came to twice is gone along once, as the answer has it. */
    private void below(String subject, String indent, Set<String> gone, List<String> lines) {
        if (!gone.add(subject)) {
            return;
        }
        List<JsonNode> edges =
                List.copyOf(bySubject.getOrDefault(subject, Map.of()).values());
        for (int at = 0; at < edges.size(); at++) {
            boolean last = at == edges.size() - 1;
            JsonNode edge = edges.get(at);
            lines.add(indent + (last ? "└─ " : "├─ ") + Line.of(text(edge)));
            if (!edge.hasNonNull("ends")) {
                below(edge.path("digest").asText(), indent + (last ? "   " : "│  "), gone, lines);
            }
        }
    }

    private static String text(JsonNode edge) {
        String way = edge.path("way").asText();
        String what = way.equals("referrer") ? Words.of(edge.path("kinds")) + " " + Words.type(edge) : way;
        return what + " " + edge.path("digest").asText() + " " + Words.locations(edge.path("locations"))
                + ends(edge.path("ends").asText());
    }

    private static String ends(String why) {
        return switch (why) {
            case "" -> "";
            case "depth" -> " …";
            case "told" -> " (see there)";
            case "cycle" -> " (again)";
            default -> " (" + why + ")";
        };
    }
}
