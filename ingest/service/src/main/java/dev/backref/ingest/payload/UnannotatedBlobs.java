package dev.backref.ingest.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The blobs of a manifest that hold a signature, or an attestation of which no annotation says what it attests. A manifest is
 * whatever somebody pushed, up to megabytes of it: it is read as a stream, so that its form costs no memory.
 */
public final class UnannotatedBlobs {
    /** An annotation of the manifest, which can stand behind it, counts for attestations alone. */
    private record Candidate(Digest blob, BlobForm form) {}

    private final JsonParser parser;
    private final Set<Candidate> candidates = new LinkedHashSet<>();
    private boolean annotated;
    private boolean holdsAttestation;

    /** The last blob with a type that says nothing, and how many descriptors there are: both count where it is the only one. */
    private Optional<Digest> untyped = Optional.empty();

    private long descriptors;

    private UnannotatedBlobs(JsonParser parser) {
        this.parser = parser;
    }

    /** Those that can be read and verified, each once, in the order of the manifest. What is no manifest has none. */
    public static List<Digest> of(byte[] manifest) {
        // Nearly all manifests are those of images, and are not parsed for this.
        if (!BlobForm.canBeIn(manifest)) {
            return List.of();
        }
        try (JsonParser parser = Json.MAPPER.createParser(manifest)) {
            return new UnannotatedBlobs(parser).read();
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
                case "annotations" -> annotated |= tellPredicateType();
                case "artifactType" -> holdsAttestation |= isAttestation();
                case "config" -> config();
                case "layers", "blobs" -> descriptors();
                default -> parser.skipChildren();
            }
        }
        // Clients that are given a file alone give its blob a type of theirs, and what it is to the manifest.
        if (holdsAttestation && descriptors == 1) {
            untyped.ifPresent(blob -> add(new Candidate(blob, BlobForm.ATTESTATION)));
        }
        return candidates.stream()
                .filter(each -> !annotated || each.form() == BlobForm.SIGNATURE)
                .map(Candidate::blob)
                .distinct()
                .limit(Payload.MOST)
                .toList();
    }

    /** As the index reads annotations: one that is too long counts for none. */
    private boolean tellPredicateType() throws IOException {
        boolean tell = false;
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return false;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
            tell |= isText
                    && Payload.PREDICATE_TYPE_ANNOTATIONS.contains(field)
                    && parser.getTextLength() <= Payload.LONGEST_PREDICATE_TYPE;
            parser.skipChildren();
        }
        return tell;
    }

    private void config() throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            parser.nextToken();
            holdsAttestation |= field.equals("mediaType") && isAttestation();
            parser.skipChildren();
        }
    }

    private boolean isAttestation() throws IOException {
        boolean is = text(parser.currentToken()).map(BlobForm::of).orElse(BlobForm.OTHER) == BlobForm.ATTESTATION;
        parser.skipChildren();
        return is;
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
        boolean told = false;
        boolean tooLarge = false;
        Optional<Digest> digest = Optional.empty();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "annotations" -> told |= tellPredicateType();
                case "mediaType" -> form = text(value).map(BlobForm::of).orElse(BlobForm.OTHER);
                case "digest" -> digest = text(value).flatMap(Digest::tryParse).filter(Digest::computable);
                case "size" -> tooLarge = value.isNumeric() && parser.getDoubleValue() > Payload.MOST_BYTES;
                default -> {}
            }
            parser.skipChildren();
        }
        boolean read = form == BlobForm.SIGNATURE || !told;
        if (read && !tooLarge && digest.isPresent()) {
            take(digest.get(), form);
        }
    }

    private void take(Digest blob, BlobForm form) {
        switch (form) {
            case SIGNATURE, ATTESTATION -> add(new Candidate(blob, form));
            case OTHER -> untyped = Optional.of(blob);
            case EMPTY -> {}
        }
    }

    private void add(Candidate candidate) {
        if (candidates.stream().filter(each -> each.form() == candidate.form()).count() < Payload.MOST) {
            candidates.add(candidate);
        }
    }

    private Optional<String> text(JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
    }
}
