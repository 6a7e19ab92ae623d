package dev.backref.indexer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Json;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a page lists, read back from the bytes that clients get. */
final class Listed {
    private Listed() {}

    static List<Descriptor> in(LocationAnswer answer) {
        JsonNode manifests = Json.read(answer.page().json(), JsonNode.class).get("manifests");
        return StreamSupport.stream(manifests.spliterator(), false)
                .map(each -> Json.MAPPER.convertValue(each, Descriptor.class))
                .toList();
    }
}
