package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The payload that cosign signs (containers-signature(5), cosign SIGNATURE_SPEC.md §Simple Signing). Its {@code critical.type}
 * is not looked at: it is another with each tool that writes it, and each means the same by the digest.
 */
record SimpleSigning(JsonNode json) implements Claim {
    private static final String DIGEST = "/critical/image/docker-manifest-digest";

    /** Seconds, which only other tools than cosign write: what its users add there are texts of their own. */
    private static final String TIMESTAMP = "optional.timestamp";

    static Optional<Claim> of(JsonNode json) {
        return json.at(DIGEST).isTextual() ? Optional.of(new SimpleSigning(json)) : Optional.empty();
    }

    @Override
    public List<Digest> subjects() {
        return Digest.tryParse(json.at(DIGEST).asText()).stream().toList();
    }

    @Override
    public Optional<Created> created() {
        JsonNode timestamp = json.path("optional").path("timestamp");
        return timestamp.isIntegralNumber()
                ? Times.ofSeconds(timestamp).map(at -> new Created(at, TIMESTAMP))
                : Optional.empty();
    }
}
