package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.Future;

/**
 * The list of referrers that clients keep under a tag where a registry keeps none (distribution-spec §Pushing Manifests
 * with Subject, §Referrers Tag Schema).
 */
final class ReferrersTag {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final PushClient client;

    ReferrersTag(PushClient client) {
        this.client = client;
    }

    /** Puts a descriptor behind those that the list of this subject has. */
    Future<Void> add(String repository, Digest subject, ObjectNode descriptor) {
        String tag = subject.algorithm() + "-" + subject.encoded();
        return client.read(repository, tag)
                .map(found -> found.status() == 404 ? empty() : index(found))
                .compose(index -> {
                    ArrayNode manifests = index.withArray("manifests");
                    manifests.add(descriptor);
                    return client.manifest(repository, tag, Blob.json(INDEX, index));
                })
                .mapEmpty();
    }

    private static ObjectNode empty() {
        ObjectNode index = Json.MAPPER.createObjectNode();
        index.put("schemaVersion", 2).put("mediaType", INDEX).putArray("manifests");
        return index;
    }

    private static ObjectNode index(PushClient.Answer found) {
        JsonNode index = Json.read(found.body().getBytes(), JsonNode.class);
        if (index instanceof ObjectNode object && index.path("manifests").isArray()) {
            return object;
        }
        throw new IllegalStateException("what stands under the referrers tag is no index");
    }
}
