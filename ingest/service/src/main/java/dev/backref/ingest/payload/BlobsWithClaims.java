package dev.backref.ingest.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The blobs of a manifest that hold a signature, or an attestation of which no annotation says what it attests. A manifest is
 * whatever somebody pushed, up to megabytes of it: it is read as a stream, so that its form costs no memory.
 */
public final class BlobsWithClaims {
    /** Predicate types by which cosign signs images in bundles (sigstore/cosign, BUNDLE_SPEC.md). */
    private static final String COSIGN_SIGNATURE = "https://sigstore.dev/cosign/sign/";

    /** As {@code dev.sigstore.bundle.content} has it (BUNDLE_SPEC.md). */
    private static final String CONTENT = "dev.sigstore.bundle.content";

    /**
     * What annotations tell, of the manifest or of a layer.
     *
     * @param predicateType whether one tells what is attested
     * @param signature whether one says that it is a signature, and so nothing of what it is one: whatever stands beside it
     */
    private record Annotated(boolean predicateType, boolean signature) {
        private static final Annotated NOT = new Annotated(false, false);

        Annotated or(Annotated other) {
            return new Annotated(predicateType || other.predicateType(), signature || other.signature());
        }

        boolean tells() {
            return predicateType && !signature;
        }
    }

    /** What the manifest is annotated with can stand behind it. */
    private record Candidate(Digest blob, BlobForm form, Annotated annotated) {
        boolean isLike(Candidate other) {
            return form == other.form() && annotated.equals(other.annotated());
        }
    }

    private final JsonParser parser;
    private final Set<Candidate> candidates = new LinkedHashSet<>();
    private Annotated annotated = Annotated.NOT;

    /** What its own types say, as the last blob whose type says nothing: both count where that is the only one. */
    private final Set<BlobForm> ofOnly = EnumSet.noneOf(BlobForm.class);

    private Optional<Candidate> untyped = Optional.empty();

    private long descriptors;

    private BlobsWithClaims(JsonParser parser) {
        this.parser = parser;
    }

    /** Those that can be read and verified, each once, in the order of the manifest. What is no manifest has none. */
    public static List<Digest> of(byte[] manifest) {
        // Nearly all manifests are those of images, and are not parsed for this.
        if (!BlobForm.canBeIn(manifest)) {
            return List.of();
        }
        try (JsonParser parser = Json.MAPPER.createParser(manifest)) {
            return new BlobsWithClaims(parser).read();
        } catch (IOException malformed) {
            return List.of();
        }
    }

    private List<Digest> read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return List.of();
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            parser.nextToken();
            switch (field) {
                case "annotations" -> annotated = annotated.or(annotations());
                case "artifactType" -> ofOnly.add(ofOnly());
                case "config" -> config();
                case "layers", "blobs" -> descriptors();
                default -> parser.skipChildren();
            }
        }
        // Clients that are given a file alone give its blob a type of theirs, and what it is to the manifest.
        if (descriptors == 1) {
            untyped.ifPresent(this::takeOnly);
        }
        return candidates.stream()
                .filter(each -> each.form() == BlobForm.SIGNATURE
                        || !annotated.or(each.annotated()).tells())
                .map(Candidate::blob)
                .distinct()
                .limit(Payload.MOST)
                .toList();
    }

    /** As the index reads them: a predicate type that is too long counts for none. */
    private Annotated annotations() throws IOException {
        Annotated all = Annotated.NOT;
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return all;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.VALUE_STRING
                    && parser.getTextLength() <= Payload.LONGEST_PREDICATE_TYPE) {
                all = all.or(annotation(field, parser.getText()));
            }
            parser.skipChildren();
        }
        return all;
    }

    private static Annotated annotation(String name, String value) {
        boolean type = Payload.PREDICATE_TYPE_ANNOTATIONS.contains(name);
        boolean content = name.equals(CONTENT) && value.equals(Payload.MESSAGE_SIGNATURE);
        return new Annotated(type, content || (type && value.startsWith(COSIGN_SIGNATURE)));
    }

    private void config() throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            parser.nextToken();
            if (field.equals("mediaType")) {
                ofOnly.add(ofOnly());
            }
            parser.skipChildren();
        }
    }

    private BlobForm ofOnly() throws IOException {
        BlobForm form = text(parser.currentToken()).map(BlobForm::ofOnly).orElse(BlobForm.OTHER);
        parser.skipChildren();
        return form;
    }

    private void descriptors() throws IOException {
        if (!parser.isExpectedStartArrayToken()) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            descriptors++;
            if (parser.isExpectedStartObjectToken()) {
                descriptor();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void descriptor() throws IOException {
        BlobForm form = BlobForm.OTHER;
        Annotated own = Annotated.NOT;
        boolean tooLarge = false;
        Optional<Digest> digest = Optional.empty();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "annotations" -> own = own.or(annotations());
                case "mediaType" -> form = text(value).map(BlobForm::of).orElse(BlobForm.OTHER);
                case "digest" -> digest = text(value).flatMap(Digest::tryParse).filter(Digest::computable);
                case "size" -> tooLarge = value.isNumeric() && parser.getDoubleValue() > Payload.MOST_BYTES;
                default -> {}
            }
            parser.skipChildren();
        }
        if (!tooLarge && digest.isPresent()) {
            take(new Candidate(digest.get(), form, own));
        }
    }

    private void take(Candidate candidate) {
        switch (candidate.form()) {
            case SIGNATURE, ATTESTATION -> add(candidate);
            case OTHER -> untyped = Optional.of(candidate);
            case EMPTY -> {}
        }
    }

    /** A signature first: whatever an annotation tells, it is read. */
    private void takeOnly(Candidate only) {
        Stream.of(BlobForm.SIGNATURE, BlobForm.ATTESTATION)
                .filter(ofOnly::contains)
                .findFirst()
                .ifPresent(form -> add(new Candidate(only.blob(), form, only.annotated())));
    }

    private void add(Candidate candidate) {
        if (candidates.stream().filter(candidate::isLike).count() < Payload.MOST) {
            candidates.add(candidate);
        }
    }

    private Optional<String> text(JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
    }
}
