package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A delivery of a real registry, byte for byte.
 *
 * @param step what a client did to the registry just before
 */
record Captured(String step, Delivery delivery) {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** Everything that a registry sent, in the order in which it came. */
    static List<Captured> of(String registry) {
        return new String(Payloads.resource("/captured/" + registry + ".jsonl"), StandardCharsets.UTF_8)
                .lines()
                .map(Captured::read)
                .toList();
    }

    private static Captured read(String line) {
        JsonNode json = Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        String step = json.path("step").asText();
        Headers headers = new RecordHeaders();
        json.path("headers")
                .forEach(header -> headers.add(
                        header.get(0).asText().toLowerCase(Locale.ROOT),
                        header.get(1).asText().getBytes(StandardCharsets.ISO_8859_1)));
        byte[] body = json.path("body_raw").asText().getBytes(StandardCharsets.UTF_8);
        return new Captured(step.substring(step.indexOf('.') + 1), new Delivery("local", headers, body, NOW));
    }

    String header(String name) {
        return new String(delivery.headers().lastHeader(name).value(), StandardCharsets.ISO_8859_1);
    }
}
