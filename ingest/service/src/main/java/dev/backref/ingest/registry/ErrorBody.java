package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The body of an error as registries answer it (distribution-spec §Error Codes). */
final class ErrorBody {
    /** The repository is not known to the registry. */
    static final String NAME_UNKNOWN = "NAME_UNKNOWN";

    /** Many APIs list errors; codes of other ones are numbers, or words in lower case. */
    private static final Predicate<String> CODE = Pattern.compile("[A-Z_]+").asMatchPredicate();

    private ErrorBody() {}

    /** Whether one of its errors has this code. What is no such body has none. */
    static boolean says(String code, byte[] body) {
        return hasCode(code::equals, body);
    }

    /** Whether it is such a body, by the code of one of its errors. */
    static boolean isOne(byte[] body) {
        return hasCode(CODE, body);
    }

    private static boolean hasCode(Predicate<String> wanted, byte[] body) {
        try {
            for (JsonNode error : Json.MAPPER.readTree(body).path("errors")) {
                if (wanted.test(error.path("code").asText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException otherForm) {
            return false;
        }
    }
}
