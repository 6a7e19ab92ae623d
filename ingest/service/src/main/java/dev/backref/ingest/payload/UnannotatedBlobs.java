package dev.backref.ingest.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The blobs of a manifest that hold an attestation of which no annotation says what it attests. A manifest is whatever
 * somebody pushed, up to megabytes of it: it is read as a stream, so that its form costs no memory.
 */
public final class UnannotatedBlobs {
    private static final Set<String> ENVELOPES =
            Set.of("application/vnd.dsse.envelope.v1+json", "application/vnd.in-toto+json");

    /** One of these is in each of the types, and has no character that any writer of JSON escapes. */
    private static final List<byte[]> MARKS = Stream.of("sigstore.bundle", "dsse.envelope", "in-toto")
            .map(mark -> mark.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private static final int LOWER_CASE = 0x20;

    private final JsonParser parser;
    private final Set<Digest> blobs = new LinkedHashSet<>();

    private UnannotatedBlobs(JsonParser parser) {
        this.parser = parser;
    }

    /** Those that can be read and verified, each once, in the order of the manifest. What is no manifest has none. */
    public static List<Digest> of(byte[] manifest) {
        // Nearly all manifests are those of images, and are not parsed for this.
        if (MARKS.stream().noneMatch(mark -> contains(manifest, mark))) {
            return List.of();
        }
        try (JsonParser parser = Json.MAPPER.createParser(manifest)) {
            return new UnannotatedBlobs(parser).read();
        } catch (IOException malformed) {
            return List.of();
        }
    }

    private List<Digest> read() throws IOException {
        boolean annotated = false;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return List.of();
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            parser.nextToken();
            switch (field) {
                case "annotations" -> annotated = annotated() || annotated;
                case "layers", "blobs" -> descriptors();
                default -> parser.skipChildren();
            }
        }
        return annotated ? List.of() : List.copyOf(blobs);
    }

    /** As the index reads annotations: one that is too long counts for none. */
    private boolean annotated() throws IOException {
        boolean annotated = false;
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return false;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
            annotated |= isText
                    && Payload.PREDICATE_TYPE_ANNOTATIONS.contains(field)
                    && parser.getTextLength() <= Payload.LONGEST_PREDICATE_TYPE;
            parser.skipChildren();
        }
        return annotated;
    }

    private void descriptors() throws IOException {
        if (!parser.isExpectedStartArrayToken()) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.isExpectedStartObjectToken()) {
                descriptor();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void descriptor() throws IOException {
        boolean isAttestation = false;
        boolean annotated = false;
        boolean tooLarge = false;
        Optional<Digest> digest = Optional.empty();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "annotations" -> annotated = annotated() || annotated;
                case "mediaType" ->
                    isAttestation =
                            text(value).filter(UnannotatedBlobs::isAttestation).isPresent();
                case "digest" -> digest = text(value).flatMap(Digest::tryParse).filter(Digest::computable);
                case "size" -> tooLarge = value.isNumeric() && parser.getDoubleValue() > Payload.MOST_BYTES;
                default -> {}
            }
            parser.skipChildren();
        }
        if (isAttestation && !annotated && !tooLarge && blobs.size() < Payload.MOST) {
            digest.ifPresent(blobs::add);
        }
    }

    private Optional<String> text(JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
    }

    private static boolean isAttestation(String mediaType) {
        String type = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Payload.isBundle(type) || ENVELOPES.contains(type) || isOfOnePredicate(type);
    }

    /** Types that name the predicate, as {@code application/vnd.in-toto.spdx+dsse} does (in-toto attestation, spec/v1/envelope.md). */
    private static boolean isOfOnePredicate(String type) {
        return type.startsWith("application/vnd.in-toto.") && (type.endsWith("+dsse") || type.endsWith("+json"));
    }

    private static boolean contains(byte[] text, byte[] mark) {
        for (int at = 0; at <= text.length - mark.length; at++) {
            int same = 0;
            while (same < mark.length && (text[at + same] | LOWER_CASE) == (mark[same] | LOWER_CASE)) {
                same++;
            }
            if (same == mark.length) {
                return true;
            }
        }
        return false;
    }
}
