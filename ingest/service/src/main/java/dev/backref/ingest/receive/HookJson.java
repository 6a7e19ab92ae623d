package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The JSON that senders write: one value and nothing behind it. */
final class HookJson {
    private static final ObjectReader JSON = Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String FIELD = "payload=";

    private HookJson() {}

    static JsonNode read(byte[] bytes) throws IOException {
        return JSON.readTree(bytes);
    }

    /** The value that is the body, or that a form has as its field {@code payload}: GitHub and Gitea can send both. */
    static JsonNode body(Delivery delivery) throws IOException {
        return delivery.contentType().startsWith(FORM) ? read(payload(delivery.body())) : read(delivery.body());
    }

    private static byte[] payload(byte[] form) throws IOException {
        String encoded = Arrays.stream(new String(form, StandardCharsets.ISO_8859_1).split("&", -1))
                .filter(field -> field.startsWith(FIELD))
                .findFirst()
                .orElseThrow(() -> new IOException("the form has no field payload"))
                .substring(FIELD.length());
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the form's payload is no percent-encoded text", malformed);
        }
    }
}
