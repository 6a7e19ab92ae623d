package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/**
 * Evidence of a term's kind that is there and does not meet it.
 *
 * @param verification whether somebody posted something about it, as of {@link Counted}
 * @param verifications what was posted, three of them
 */
@JsonPropertyOrder({"digest", "artifactType", "verification", "verifications", "created", "why"})
public record NotCounted(
        Digest digest,
        Optional<String> artifactType,
        String verification,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Verification> verifications,
        Optional<Created> created,
        Why why) {
    public NotCounted {
        verifications = List.copyOf(verifications);
    }

    /** Why it does not. */
    public enum Why {
        /** Nothing asserts it any more, wherever it is, though nobody deleted it. */
        @JsonProperty("lapsed")
        LAPSED,
        /** Its payload says that it is about another digest. */
        @JsonProperty("subject-mismatch")
        SUBJECT_MISMATCH,
        /** An age is required, and it does not say when it was made. */
        @JsonProperty("age-unknown")
        AGE_UNKNOWN,
        /** An age is required, and it says that it was made later than now. */
        @JsonProperty("in-future")
        IN_FUTURE,
        /** It was made before that. */
        @JsonProperty("too-old")
        TOO_OLD,
        /** No signature that counts refers to it. */
        @JsonProperty("unsigned")
        UNSIGNED,
        /** No verifier that counts has posted anything about it. */
        @JsonProperty("unverified")
        UNVERIFIED,
        /** Those that count have posted that it failed. */
        @JsonProperty("verification-failed")
        VERIFICATION_FAILED,
        /** An age of the verification is required, and those that passed it verified before that. */
        @JsonProperty("verification-too-old")
        VERIFICATION_TOO_OLD
    }

    /** What would count, but for that. */
    static NotCounted of(Counted would, Why why) {
        return new NotCounted(
                would.digest(),
                would.artifactType(),
                would.verification(),
                would.verifications(),
                would.created(),
                why);
    }
}
