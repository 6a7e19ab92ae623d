package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a manifest needs to be there before it is accepted. Its subject is not among that: it may come later
 * (distribution-spec §Pushing Manifests with Subject).
 *
 * @param mediaType without parameters
 */
record ManifestContent(String mediaType, List<Digest> blobs, List<Digest> manifests) {
    private static final Set<String> MEDIA_TYPES = Set.of(
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    ManifestContent {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
    }

    /**
     * Reads a pushed body.
     *
     * @param contentType as the request says it; empty when it does not
     * @throws Refusal when this registry does not take such a manifest
     */
    static ManifestContent read(Buffer body, String contentType) {
        JsonNode manifest = object(body);
        String declared = contentType.replaceFirst(";.*", "").strip();
        String own = manifest.path("mediaType").asText(declared);
        String mediaType = declared.isEmpty() ? own : declared;
        if (!own.equals(mediaType)) {
            throw invalid("the manifest's mediaType is \"" + own + "\", the request's \"" + mediaType + "\"");
        }
        if (!MEDIA_TYPES.contains(mediaType)) {
            throw invalid("not a media type of a manifest taken here: \"" + mediaType + "\"");
        }
        if (manifest.path("schemaVersion").asInt() != 2) {
            throw invalid("schemaVersion is not 2: " + manifest.path("schemaVersion"));
        }
        List<Digest> blobs = new ArrayList<>();
        if (manifest.has("config")) {
            blobs.add(digest(manifest.path("config")));
        }
        for (JsonNode layer : manifest.path("layers")) {
            // A layer with an address of its own need not be pushed (image-spec descriptor.md §Properties).
            if (layer.path("urls").isEmpty()) {
                blobs.add(digest(layer));
            }
        }
        List<Digest> manifests = new ArrayList<>();
        manifest.path("manifests").forEach(child -> manifests.add(digest(child)));
        return new ManifestContent(mediaType, blobs, manifests);
    }

    private static JsonNode object(Buffer body) {
        JsonNode manifest;
        try {
            manifest = Json.read(body.getBytes(), JsonNode.class);
        } catch (IllegalArgumentException malformed) {
            throw invalid("the manifest is not JSON");
        }
        if (!manifest.isObject()) {
            throw invalid("the manifest is not a JSON object");
        }
        return manifest;
    }

    private static Digest digest(JsonNode descriptor) {
        return Digest.tryParse(descriptor.path("digest").asText())
                .orElseThrow(() -> invalid("not a descriptor: " + descriptor));
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.MANIFEST_INVALID, message);
    }
}
