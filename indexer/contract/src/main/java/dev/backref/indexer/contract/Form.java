package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How it is asserted that a referrer belongs to a subject. */
public enum Form {
    /** The {@code subject} of an image manifest or index (image-spec manifest.md), or of a former artifact manifest. */
    SUBJECT_FIELD,
    /** An entry of the image index under the subject's referrers tag (distribution-spec §Referrers Tag Schema). */
    REFERRERS_TAG,
    /** A tag that cosign makes of the subject's digest, with {@code .sig}, {@code .att} or {@code .sbom} behind it. */
    COSIGN_TAG,
    /** An entry of an image index, or of a manifest list of Docker's, that BuildKit marked as the attestation of another one. */
    BUILDKIT_INDEX,
    /** The provenance file that a Helm chart has among its layers: such an edge leads from the chart to itself. */
    HELM_PROVENANCE;

    /** The word for it in JSON and metrics. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Whether a manifest is its own evidence by it. Such an edge is in no referrers answer: clients that walk from referrer
     * to referrer would not come to an end.
     */
    public boolean leadsToItself() {
        return this == HELM_PROVENANCE;
    }

    /**
     * Reads a {@link #word()}.
     *
     * @throws IllegalArgumentException quoting the word when it is no form
     */
    @JsonCreator
    public static Form parse(String word) {
        for (Form form : values()) {
            if (form.word().equals(word)) {
                return form;
            }
        }
        throw new IllegalArgumentException("not a form: \"" + word + "\"");
    }

    /** The same set in the order of the declaration, so that equal sets are written alike. */
    public static Set<Form> inOrder(Set<Form> some) {
        return some.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(some));
    }
}
