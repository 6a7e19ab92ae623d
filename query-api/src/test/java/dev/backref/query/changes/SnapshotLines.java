package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A snapshot as it was read. */
final class SnapshotLines {
    private SnapshotLines() {}

    static List<JsonNode> lines(String body) {
        return body.lines()
                .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class))
                .toList();
    }

    static List<JsonNode> told(List<JsonNode> lines) {
        assertThat(lines.get(lines.size() - 1).has("cursor")).isTrue();
        return lines.stream()
                .filter(line -> line.has("edge"))
                .map(line -> line.path("edge"))
                .toList();
    }

    static String cursor(List<JsonNode> lines) {
        return lines.get(lines.size() - 1).path("cursor").textValue();
    }
}
