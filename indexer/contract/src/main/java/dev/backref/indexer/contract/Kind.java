package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a piece of evidence is. A referrer can be of several kinds. */
public enum Kind {
    /** A signature over the subject. */
    SIGNATURE,
    /** A bill of materials. */
    SBOM,
    /** How the subject was built. */
    PROVENANCE,
    /** What a vulnerability scanner found. */
    VULNERABILITY_SCAN,
    /** Which vulnerabilities do not apply. */
    VEX,
    /** What a test run found. */
    TEST_RESULT,
    /** What a policy engine decided. */
    POLICY_VERDICT,
    /** That somebody approved. */
    APPROVAL,
    /** That somebody reviewed. */
    REVIEW,
    /** What a model is for and how it was made. */
    MODEL_CARD,
    /** How a model was measured. */
    EVALUATION,
    /** How a model was attacked. */
    RED_TEAM,
    /** Text for people. */
    DOCUMENTATION,
    /** An attestation of any other predicate. */
    ATTESTATION,
    /** Nothing that a rule knows. */
    UNKNOWN;

    /** The word for it in JSON and metrics. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a {@link #word()}.
     *
     * @throws IllegalArgumentException quoting the word, and listing the kinds, when it is none of these
     */
    @JsonCreator
    public static Kind parse(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a kind of evidence: \"" + word + "\"; there are "
                + Stream.of(values()).map(Kind::word).collect(Collectors.joining(", ")));
    }

    /** The same set in the order of the declaration, so that equal sets are written alike. */
    public static Set<Kind> inOrder(Set<Kind> some) {
        return some.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(some));
    }
}
