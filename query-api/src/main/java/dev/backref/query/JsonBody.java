package dev.backref.query;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** The body of a request, as a JSON object. */
public final class JsonBody {
    private static final String NAME = "body";

    private JsonBody() {}

    /**
     * Reads it. A field that is there twice is refused: which of them counts would be a guess.
     *
     * @throws Parameters.Refused when it is none
     */
    public static ObjectNode of(RoutingContext context) {
        Buffer body = context.body().buffer();
        return read(body == null ? Buffer.buffer() : body);
    }

    /**
     * The same of a body that is there.
     *
     * @throws Parameters.Refused when it is none
     */
    public static ObjectNode read(Buffer body) {
        return Parameters.value(NAME, body.toString(), JsonBody::object);
    }

    private static ObjectNode object(String text) {
        try {
            JsonNode read = Json.MAPPER
                    .readerFor(JsonNode.class)
                    .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(text);
            if (read instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("is no JSON object");
        } catch (IOException malformed) {
            throw new IllegalArgumentException("is no JSON object", malformed);
        }
    }
}
