package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;

/** The body of an error as registries answer it (distribution-spec §Error Codes). */
final class ErrorBody {
    /** The repository is not known to the registry. */
    static final String NAME_UNKNOWN = "NAME_UNKNOWN";

    private ErrorBody() {}

    /** Whether one of its errors has this code. What is no such body has none. */
    static boolean says(String code, byte[] body) {
        try {
            for (JsonNode error : Json.MAPPER.readTree(body).path("errors")) {
                if (error.path("code").asText().equals(code)) {
                    return true;
                }
            }
            return false;
        } catch (IOException otherForm) {
            return false;
        }
    }
}
