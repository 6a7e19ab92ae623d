package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Deliveries as real registries sent them, and some made up. */
final class Payloads {
    static final String DIGEST = "sha256:" + "a".repeat(64);

    private Payloads() {}

    /** The bodies that docker-registry 2.8.2 sent while nine tools pushed, one per line of the capture. */
    static List<byte[]> captured() {
        return new String(resource("docker-registry-2.8.2.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                        .path("body_raw")
                        .asText()
                        .getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    static byte[] distribution(String name) {
        return resource("distribution/" + name + ".json");
    }

    /** An envelope of such events; single quotes stand for double ones. */
    static byte[] envelope(String... events) {
        String json = "{\"events\": [" + String.join(",", events) + "]}";
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static String event(String action, String target) {
        return "{'id': 'id-1', 'timestamp': '2026-01-01T00:00:00Z', 'action': '" + action + "', 'target': {" + target
                + "}}";
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Payloads.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
