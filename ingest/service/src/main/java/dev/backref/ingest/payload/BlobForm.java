package dev.backref.ingest.payload;

import dev.backref.ingest.contract.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What a blob is by its media type, or by that of its manifest. */
enum BlobForm {
    /** Of an image: no annotation says of which. */
    SIGNATURE,
    /** An annotation can say what it attests. */
    ATTESTATION,
    /** What stands where there is nothing (image-spec manifest.md §Guidance for an Empty Descriptor). */
    EMPTY,
    OTHER;

    private static final String NOTHING = "application/vnd.oci.empty.v1+json";

    private static final Set<String> SIGNATURES =
            Set.of("application/vnd.dev.cosign.simplesigning.v1+json", "application/jose+json", "application/cose");

    /** Types of manifests alone: those that Notation and cosign give to what holds their signatures. */
    private static final Set<String> SIGNED_BY =
            Set.of("application/vnd.cncf.notary.signature", "application/vnd.dev.cosign.artifact.sig.v1+json");

    private static final Set<String> ENVELOPES =
            Set.of("application/vnd.dsse.envelope.v1+json", "application/vnd.in-toto+json");

    /** One of these is in each of the types, and has no character that any writer of JSON escapes. */
    private static final List<byte[]> MARKS = Stream.of(
                    "sigstore.bundle",
                    "dsse.envelope",
                    "in-toto",
                    "simplesigning",
                    "jose",
                    "cose",
                    "notary",
                    "cosign.artifact")
            .map(mark -> mark.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private static final int LOWER_CASE = 0x20;

    /** What the only blob of a manifest is by the type of this, or of its config. */
    static BlobForm ofOnly(String artifactType) {
        return SIGNED_BY.contains(essence(artifactType)) ? SIGNATURE : of(artifactType);
    }

    static BlobForm of(String mediaType) {
        String type = essence(mediaType);
        if (SIGNATURES.contains(type)) {
            return SIGNATURE;
        }
        if (Payload.isBundle(type) || ENVELOPES.contains(type) || isOfOnePredicate(type)) {
            return ATTESTATION;
        }
        return type.equals(NOTHING) ? EMPTY : OTHER;
    }

    private static String essence(String mediaType) {
        return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Types that name the predicate, as {@code application/vnd.in-toto.spdx+dsse} does (in-toto attestation, spec/v1/envelope.md). */
    private static boolean isOfOnePredicate(String type) {
        return type.startsWith("application/vnd.in-toto.") && (type.endsWith("+dsse") || type.endsWith("+json"));
    }

    /** Whether a type of any but the others can be in this JSON. */
    static boolean canBeIn(byte[] json) {
        return MARKS.stream().anyMatch(mark -> contains(json, mark));
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
