package dev.backref.ingest.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.util.Optional;

/**
 * Signatures in CBOR (RFC 9052 §4.2), tagged as such or not. Read as a stream, since a tree of what somebody pushed can take
 * ninety times its bytes: only of the headers that are signed one is made, and only of few.
 */
final class Cose {
    /** Nested no deeper than JSON may be, and with no name kept behind the reading. */
    private static final CBORFactory FACTORY = CBORFactory.builder()
            .streamReadConstraints(Json.MAPPER.getFactory().streamReadConstraints())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    /** Bytes of signed headers that are read; of more, which no signer writes, none is. */
    static final int MOST_HEADER_BYTES = 16 * 1024;

    /** From where on all texts are kept, for others to refer to (tag of stringref): no message needs it. */
    private static final int NAMESPACE = 256;

    private final CBORParser parser;

    private Cose(CBORParser parser) {
        this.parser = parser;
    }

    /** What a message with one signer says, if that is something. */
    static Optional<Claim> read(byte[] content) {
        try (CBORParser parser = FACTORY.createParser(content)) {
            return new Cose(parser).message();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    private Optional<Claim> message() throws IOException {
        if (next() != JsonToken.START_ARRAY) {
            return Optional.empty();
        }
        Optional<byte[]> headers = bytes();
        next();
        skip();
        Optional<byte[]> payload = bytes();
        next();
        skip();
        return next() == JsonToken.END_ARRAY
                ? payload.flatMap(PayloadReader::json).flatMap(signed -> NotarySignature.of(signed, tree(headers)))
                : Optional.empty();
    }

    /** The next value, where it is a string of bytes. */
    private Optional<byte[]> bytes() throws IOException {
        if (next() == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return Optional.of(parser.getBinaryValue());
        }
        skip();
        return Optional.empty();
    }

    /** Passes over the rest of a value. */
    private void skip() throws IOException {
        int depth = depth(parser.currentToken());
        while (depth > 0) {
            depth += depth(next());
        }
    }

    private static int depth(JsonToken token) {
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null || parser.getCurrentTags().contains(NAMESPACE)) {
            throw new IOException("no message with one signer");
        }
        return token;
    }

    private static JsonNode tree(Optional<byte[]> headers) {
        try {
            return headers.isPresent() && headers.get().length <= MOST_HEADER_BYTES
                    ? MAPPER.readTree(headers.get())
                    : MissingNode.getInstance();
        } catch (IOException malformed) {
            return MissingNode.getInstance();
        }
    }
}
