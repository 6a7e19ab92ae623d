package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Signatures in CBOR (RFC 9052 §4.2), tagged as such or not. */
final class Cose {
    /** Nested no deeper than JSON may be: somebody pushed it. */
    private static final ObjectMapper MAPPER = new ObjectMapper(CBORFactory.builder()
            .streamReadConstraints(Json.MAPPER.getFactory().streamReadConstraints())
            .build());

    private static final int PROTECTED = 0;
    private static final int PAYLOAD = 2;
    private static final int PARTS = 4;

    private Cose() {}

    /** What a message with one signer says, if that is something. */
    static Optional<Claim> read(byte[] content) {
        return tree(content)
                .filter(message -> message.isArray() && message.size() == PARTS)
                .flatMap(Cose::claim);
    }

    private static Optional<Claim> claim(JsonNode message) {
        return bytes(message.path(PAYLOAD))
                .flatMap(PayloadReader::json)
                .flatMap(payload -> NotarySignature.of(payload, headers(message.path(PROTECTED))));
    }

    private static JsonNode headers(JsonNode encoded) {
        return bytes(encoded).flatMap(Cose::tree).orElseGet(MissingNode::getInstance);
    }

    private static Optional<byte[]> bytes(JsonNode value) {
        try {
            return value.isBinary() ? Optional.of(value.binaryValue()) : Optional.empty();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a binary node has its bytes", impossible);
        }
    }

    private static Optional<JsonNode> tree(byte[] cbor) {
        try {
            return Optional.of(MAPPER.readTree(cbor));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }
}
