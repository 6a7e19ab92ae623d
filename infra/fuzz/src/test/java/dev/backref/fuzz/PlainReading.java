package dev.backref.fuzz;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The few fields that an answer depends on, read without Backref's readers: what is found here must not be missing there. */
record PlainReading(JsonNode json, String mediaType) {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private static final ObjectMapper FIRST = new ObjectMapper();
    private static final ObjectMapper WHOLE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A manifest to which the registry gives that type; absent where it is not one JSON object and no more. */
    static Optional<PlainReading> ofWhole(byte[] bytes, String registrys) {
        return read(bytes, WHOLE).map(json -> {
            String own = json.path("mediaType").asText();
            return new PlainReading(json, json.path("mediaType").isTextual() && !own.isEmpty() ? own : registrys);
        });
    }

    /** Whether the first document of these is an in-toto statement, and has nothing that would make anything else of it. */
    static boolean isStatement(byte[] bytes) {
        return read(bytes, FIRST)
                .filter(json -> json.path("_type").asText().startsWith("https://in-toto.io/Statement/"))
                .filter(json -> Set.of("dsseEnvelope", "payload", "messageSignature", "verificationMaterial").stream()
                        .noneMatch(json::has))
                .isPresent();
    }

    private static Optional<JsonNode> read(byte[] bytes, ObjectMapper mapper) {
        try {
            return Optional.of(mapper.readTree(
                            new String(bytes, StandardCharsets.UTF_8))) // What is no UTF-8 is U+FFFD to clients.
                    .filter(JsonNode::isObject);
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    boolean isIndex() {
        return mediaType.equals(INDEX);
    }

    /** Its subject, where it can have one and that is well formed. */
    Optional<Digest> subject() {
        return mediaType.equals(MANIFEST) || isIndex() ? digest(json.path("subject")) : Optional.empty();
    }

    /** What it lists. */
    Set<Digest> entries() {
        JsonNode entries = json.path("manifests");
        return entries.isArray()
                ? StreamSupport.stream(entries.spliterator(), false)
                        .flatMap(entry -> digest(entry).stream())
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static Optional<Digest> digest(JsonNode descriptor) {
        JsonNode digest = descriptor.path("digest");
        return digest.isTextual() ? Digest.tryParse(digest.asText()) : Optional.empty();
    }
}
