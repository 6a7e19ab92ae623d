package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what an attestation or a signature says: a sigstore bundle, a DSSE envelope, an in-toto statement, what cosign signs or
 * a signature of Notary Project, whichever it is, because its media type is only what somebody called it. Of JSON lines it
 * reads the first. Nothing is verified but the blob's digest.
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
                .or(() -> Cose.read(content).map(claim -> payload(blob, claim)))
                .filter(said -> said.predicateType().isPresent()
                        || !said.subjects().isEmpty()
                        || said.created().isPresent()
                        || said.content().isPresent());
    }

    private static Payload payload(Digest blob, Claim claim) {
        return new Payload(blob, claim.predicateType(), claim.subjects(), claim.created());
    }

    private static Payload read(Digest blob, JsonNode document) {
        JsonNode envelope = document.has("dsseEnvelope") ? document.path("dsseEnvelope") : document;
        // What is signed first: anybody can put anything beside it.
        Optional<Claim> claim = bytes(envelope.path("payload"))
                .flatMap(PayloadReader::json)
                .flatMap(signed -> Statement.of(signed).or(() -> NotarySignature.of(signed, headers(envelope))))
                .or(() -> Statement.of(document))
                .or(() -> SimpleSigning.of(document));
        boolean signature = claim.isEmpty()
                && document.path("messageSignature").path("signature").isTextual();
        return new Payload(
                blob,
                claim.flatMap(Claim::predicateType),
                claim.map(Claim::subjects).orElseGet(() -> signed(document)),
                claim.flatMap(Claim::created).or(() -> integrated(document)),
                Optional.of(Payload.MESSAGE_SIGNATURE).filter(content -> signature));
    }

    /** Those of a JSON Web Signature that are signed with its payload (RFC 7515 §7.2.2). */
    private static JsonNode headers(JsonNode envelope) {
        return bytes(envelope.path("protected")).flatMap(PayloadReader::json).orElseGet(MissingNode::getInstance);
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

    /** When a transparency log took it. */
    private static Optional<Created> integrated(JsonNode bundle) {
        JsonNode time =
                bundle.path("verificationMaterial").path("tlogEntries").path(0).path("integratedTime");
        return time.isTextual() || time.isIntegralNumber()
                ? Times.ofSeconds(time).map(at -> new Created(at, INTEGRATED))
                : Optional.empty();
    }

    static Optional<JsonNode> json(byte[] content) {
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
