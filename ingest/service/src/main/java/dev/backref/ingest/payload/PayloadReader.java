package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what an attestation says: a sigstore bundle, a DSSE envelope or an in-toto statement, whichever it is, because its
 * media type is only what somebody called it. Of JSON lines it reads the first. Nothing is verified but the blob's digest.
 */
public final class PayloadReader {
    /** Names of sigstore's {@code HashAlgorithm}, as protobuf writes them in JSON. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("SHA2_256", "sha256", "SHA2_384", "sha384", "SHA2_512", "sha512");

    private static final String INTEGRATED = "verificationMaterial.tlogEntries[0].integratedTime";

    private PayloadReader() {}

    /** Empty where it says nothing that can be read. */
    public static Optional<Payload> read(Digest blob, byte[] content) {
        return json(content)
                .map(document -> read(blob, document))
                .filter(said -> said.predicateType().isPresent()
                        || !said.subjects().isEmpty()
                        || said.created().isPresent()
                        || said.content().isPresent());
    }

    private static Payload read(Digest blob, JsonNode document) {
        JsonNode envelope = document.has("dsseEnvelope") ? document.path("dsseEnvelope") : document;
        // What is signed first: anybody can put anything beside it.
        Optional<Statement> statement = bytes(envelope.path("payload"))
                .flatMap(PayloadReader::json)
                .flatMap(Statement::of)
                .or(() -> Statement.of(document));
        boolean signature = statement.isEmpty()
                && document.path("messageSignature").path("signature").isTextual();
        return new Payload(
                blob,
                statement.flatMap(Statement::predicateType),
                statement.map(Statement::subjects).orElseGet(() -> signed(document)),
                statement.flatMap(Statement::created).or(() -> integrated(document)),
                Optional.of(Payload.MESSAGE_SIGNATURE).filter(content -> signature));
    }

    /** What a signature without a statement is over. */
    private static List<Digest> signed(JsonNode bundle) {
        JsonNode digest = bundle.path("messageSignature").path("messageDigest");
        return Optional.ofNullable(ALGORITHMS.get(digest.path("algorithm").asText()))
                .flatMap(algorithm -> bytes(digest.path("digest"))
                        .flatMap(hash ->
                                Digest.tryParse(algorithm + ":" + HexFormat.of().formatHex(hash))))
                .stream()
                .toList();
    }

    /** When a transparency log took it. A log that keeps no time writes zero (Rekor v2). */
    private static Optional<Created> integrated(JsonNode bundle) {
        JsonNode time =
                bundle.path("verificationMaterial").path("tlogEntries").path(0).path("integratedTime");
        long seconds = time.isTextual() || time.isIntegralNumber() ? time.asLong(0) : 0;
        return seconds > 0 && seconds < Times.END.getEpochSecond()
                ? Optional.of(new Created(Instant.ofEpochSecond(seconds), INTEGRATED))
                : Optional.empty();
    }

    private static Optional<JsonNode> json(byte[] content) {
        try {
            return Optional.of(Json.MAPPER.readTree(content));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Either alphabet, padded or not: protobuf reads both (ProtoJSON §Bytes), and DSSE asks verifiers to. */
    private static Optional<byte[]> bytes(JsonNode base64) {
        if (!base64.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Base64.getDecoder().decode(base64.asText().replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
