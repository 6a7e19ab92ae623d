package dev.backref.indexer.derive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The annotation of a layer in which cosign keeps what a transparency log said of a signature or an attestation
 * (sigstore/cosign, SIGNATURE_SPEC.md): the only place that tells the age of a signature under one of its tags.
 */
final class CosignBundle {
    private static final String ANNOTATION = "dev.sigstore.cosign/bundle";
    private static final String FROM = "annotations[\"" + ANNOTATION + "\"].Payload.integratedTime";

    /** Characters of a longer one are not read: it holds the log's entry, some kilobytes. */
    private static final int LONGEST = 256 * 1024;

    /** What RFC 3339 can write: years of four digits. */
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private CosignBundle() {}

    /** When the log took it; empty where it does not say. */
    static Optional<Created> integrated(Map<String, String> annotations) {
        return Optional.ofNullable(annotations.get(ANNOTATION))
                .filter(text -> text.length() <= LONGEST)
                .flatMap(CosignBundle::json)
                .map(bundle -> bundle.path("Payload").path("integratedTime"))
                .filter(JsonNode::canConvertToLong)
                .map(JsonNode::longValue)
                .filter(seconds -> seconds > 0 && seconds < END.getEpochSecond())
                .map(seconds -> new Created(Instant.ofEpochSecond(seconds), FROM));
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(Json.MAPPER.readTree(text));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }
}
