package dev.backref.ingest.receive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Deliveries as real registries sent them, and some made up. */
final class Payloads {
    static final String DIGEST = "sha256:" + "a".repeat(64);

    private Payloads() {}

    static byte[] distribution(String name) {
        return resource("distribution/" + name + ".json");
    }

    static byte[] zot(String name) {
        return resource("zot/" + name + ".json");
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

    /** A delivery of one push; another for each number. */
    static byte[] push(int number) {
        return envelope(event("push", "'repository':'a','tag':'v" + number + "'"));
    }

    static byte[] resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Payloads.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
