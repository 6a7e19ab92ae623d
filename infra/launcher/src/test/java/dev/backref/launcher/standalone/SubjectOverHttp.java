package dev.backref.launcher.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is asked about a subject, and what is answered, as the API has it. */
final class SubjectOverHttp {
    private SubjectOverHttp() {}

    static String path(Digest subject, SubjectQuery.Filter filter, Optional<String> after, int limit) {
        StringBuilder path = new StringBuilder("/api/v1/subjects/" + subject + "?n=" + limit);
        filter.artifactTypes().forEach(type -> add(path, "artifactType", type));
        filter.registries().forEach(name -> add(path, "registry", name));
        filter.repository().ifPresent(name -> add(path, "repository", name));
        filter.content().kinds().forEach(kind -> add(path, "kind", kind.word()));
        filter.content().predicateTypes().forEach(type -> add(path, "predicateType", type));
        filter.content()
                .annotations()
                .forEach((name, values) -> values.forEach(value -> add(path, "annotation", name + "=" + value)));
        after.ifPresent(cursor -> add(path, "next", cursor));
        return path.toString();
    }

    static SubjectAnswer read(byte[] answer) {
        ObjectNode json = (ObjectNode) Json.read(answer, JsonNode.class);
        json.put("servedBy", "active");
        for (JsonNode referrer : json.path("referrers")) {
            ((ObjectNode) referrer).set("descriptor", referrer.deepCopy());
            referrer.path("locations").forEach(place -> ((ObjectNode) place).set("location", place.deepCopy()));
        }
        return Json.read(Json.write(json), SubjectAnswer.class);
    }

    private static void add(StringBuilder path, String name, String value) {
        path.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
