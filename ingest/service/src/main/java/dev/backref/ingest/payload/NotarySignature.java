package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a signature of Notary Project is over (notaryproject signature-specification.md §Payload): the payload, and the headers
 * that are signed with it.
 */
record NotarySignature(JsonNode payload, JsonNode headers) implements Claim {
    /** One for each of the signing schemes: the signer's own word, or that of a signing authority. */
    private static final List<String> SIGNED =
            List.of("io.cncf.notary.signingTime", "io.cncf.notary.authenticSigningTime");

    static Optional<Claim> of(JsonNode payload, JsonNode headers) {
        return digest(payload).isTextual() ? Optional.of(new NotarySignature(payload, headers)) : Optional.empty();
    }

    @Override
    public List<Digest> subjects() {
        return Digest.tryParse(digest(payload).asText()).stream().toList();
    }

    @Override
    public Optional<Created> created() {
        return SIGNED.stream().flatMap(this::created).findFirst();
    }

    private Stream<Created> created(String header) {
        return time(headers.path(header)).map(at -> new Created(at, "protected[\"" + header + "\"]")).stream();
    }

    /** Text in JSON, seconds in CBOR (signature-envelope-cose.md §Protected Header). */
    private static Optional<Instant> time(JsonNode value) {
        if (value.isIntegralNumber()) {
            return Times.ofSeconds(value);
        }
        return value.isTextual() ? Times.parse(value.asText()) : Optional.empty();
    }

    private static JsonNode digest(JsonNode payload) {
        return payload.path("targetArtifact").path("digest");
    }
}
