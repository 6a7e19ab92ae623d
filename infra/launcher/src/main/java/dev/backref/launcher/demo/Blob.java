package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;

/** Bytes to push, with what a descriptor says of them. */
record Blob(String mediaType, Digest digest, Buffer content) {
    /** The config of an artifact that has none (image-spec manifest.md §Guidance for an Empty Descriptor). */
    static final Blob EMPTY = of("application/vnd.oci.empty.v1+json", new byte[] {'{', '}'});

    static Blob of(String mediaType, byte[] bytes) {
        return new Blob(mediaType, Digest.sha256(bytes), Buffer.buffer(bytes));
    }

    static Blob json(String mediaType, ObjectNode content) {
        return of(mediaType, Json.write(content));
    }

    Blob as(String otherMediaType) {
        return new Blob(otherMediaType, digest, content);
    }

    ObjectNode descriptor() {
        return Json.MAPPER
                .createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", content.length());
    }
}
