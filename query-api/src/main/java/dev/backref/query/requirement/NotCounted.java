package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Referrer;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import java.util.Optional;

/** Evidence of a term's kind that is there and does not meet it. */
@JsonPropertyOrder({"digest", "artifactType", "created", "why"})
public record NotCounted(Digest digest, Optional<String> artifactType, Optional<Created> created, Why why) {
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

    static NotCounted of(Referrer referrer, Optional<Created> created, Why why) {
        return new NotCounted(
                referrer.descriptor().digest(), referrer.descriptor().artifactType(), created, why);
    }
}
