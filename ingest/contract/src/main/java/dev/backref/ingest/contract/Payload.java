package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a blob of a manifest says, which the manifest does not: told by the look that found the manifest and kept with it, so
 * that no replay asks a registry. It is what somebody claims, and nobody has verified it.
 *
 * @param blob its digest, as the manifest names it
 * @param predicateType of the in-toto statement in it (in-toto attestation, Statement), at most
 *     {@value #LONGEST_PREDICATE_TYPE} characters
 * @param subjects the digests that it names as what it is about, each once; none where it names none, or more than
 *     {@value #MOST_SUBJECTS}
 * @param created when the evidence was made
 * @param content what a sigstore bundle holds, where that is no statement: {@value #MESSAGE_SIGNATURE}
 */
public record Payload(
        Digest blob,
        Optional<String> predicateType,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Digest> subjects,
        Optional<Created> created,
        Optional<String> content) {
    /** As the annotation {@code dev.sigstore.bundle.content} calls it (cosign BUNDLE_SPEC.md). */
    public static final String MESSAGE_SIGNATURE = "message-signature";

    /** The annotations by which a layer, or its manifest, says the predicate type itself; the first that is there counts. */
    public static final List<String> PREDICATE_TYPE_ANNOTATIONS =
            List.of("in-toto.io/predicate-type", "dev.sigstore.bundle.predicateType", "predicateType");

    /** Blobs of one manifest that are read at most, the first of those of which only the payload knows what they are. */
    public static final int MOST = 8;

    /** Bytes of a blob that is read at most; a larger one says nothing. */
    public static final int MOST_BYTES = 1024 * 1024;

    public static final int MOST_SUBJECTS = 20;

    public static final int LONGEST_PREDICATE_TYPE = 1_024;

    public Payload {
        subjects = List.copyOf(subjects);
    }

    /** Of a statement. */
    public Payload(Digest blob, Optional<String> predicateType, List<Digest> subjects, Optional<Created> created) {
        this(blob, predicateType, subjects, created, Optional.empty());
    }

    /** Whether a media type is that of sigstore bundles, of any version and however it is written. */
    public static boolean isBundle(String mediaType) {
        return mediaType.toLowerCase(Locale.ROOT).startsWith("application/vnd.dev.sigstore.bundle");
    }
}
