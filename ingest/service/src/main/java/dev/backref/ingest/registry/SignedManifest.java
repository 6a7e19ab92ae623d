package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Base64;
import java.util.Optional;

/**
 * Docker's signed image manifests of version 2, schema 1, which old registries still hold. Their digest is over what was
 * signed: the bytes without the signatures, which say how to get these (distribution, manifest-v2-1 §Signed Manifests).
 */
final class SignedManifest {
    private static final String MEDIA_TYPE = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    private SignedManifest() {}

    static boolean is(String mediaType) {
        return mediaType.equals(MEDIA_TYPE);
    }

    /** What was signed, and has the digest; empty where the signatures do not tell. */
    static Optional<byte[]> payload(byte[] content) {
        try {
            String header =
                    Json.MAPPER.readTree(content).at("/signatures/0/protected").asText();
            JsonNode format = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(header));
            int length = format.path("formatLength").asInt(-1);
            if (length < 0 || length > content.length) {
                return Optional.empty();
            }
            byte[] tail =
                    Base64.getUrlDecoder().decode(format.path("formatTail").asText());
            try (InputStream whole = new SequenceInputStream(
                    new ByteArrayInputStream(content, 0, length), new ByteArrayInputStream(tail))) {
                return Optional.of(whole.readAllBytes());
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
