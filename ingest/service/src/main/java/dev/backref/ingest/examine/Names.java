package dev.backref.ingest.examine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.registry.Probed.Answered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads small answers of a registry, in which anything may stand. */
final class Names {
    private Names() {}

    /** The text in a list under this field; null is an empty one, as registries written in Go have it. Absent for no list. */
    static Optional<List<String>> in(Answered answer, String field) {
        return list(answer, field).map(list -> {
            List<String> names = new ArrayList<>();
            list.forEach(each -> names.add(each.asText()));
            return names;
        });
    }

    /** The list under this field of an object. Absent where there is none. */
    static Optional<JsonNode> list(Answered answer, String field) {
        try {
            JsonNode list = Json.MAPPER.readTree(answer.body()).path(field);
            return list.isArray() || list.isNull() ? Optional.of(list) : Optional.empty();
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }
}
