package dev.backref.launcher.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.util.Optional;

/** What is asked about relations, and what is answered, as the API has it. */
final class RelationsOverHttp {
    private RelationsOverHttp() {}

    static String path(Digest subject, Relation relation, Relation.Direction direction, int limit) {
        return "/api/v1/subjects/" + subject + "/relations?relation=" + relation.word() + "&direction="
                + direction.word() + "&n=" + limit;
    }

    /** The same for the page behind a cursor, which is made to fit into a URL. */
    static String behind(String path, Optional<String> cursor) {
        return path + cursor.map(next -> "&next=" + next).orElse("");
    }

    static RelationsAnswer read(byte[] answer) {
        ObjectNode json = (ObjectNode) Json.read(answer, JsonNode.class);
        json.put("servedBy", "active");
        json.path("related")
                .forEach(related -> related.path("locations")
                        .forEach(place -> ((ObjectNode) place).set("location", place.deepCopy())));
        return Json.read(Json.write(json), RelationsAnswer.class);
    }
}
