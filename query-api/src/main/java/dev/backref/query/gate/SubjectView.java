package dev.backref.query.gate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backref.indexer.contract.Verification;
import dev.backref.query.decisions.NamedImage;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.Outcome;
import dev.backref.query.requirement.Term;
import java.util.List;
import java.util.Optional;

/** What is said of one subject, as it is served. */
sealed interface SubjectView {
    Outcome outcome();

    /** Whether a verifier posted something of what counts. */
    String verification();

    /**
     * A decision.
     *
     * @param image by which the subject was named, where it was
     * @param record the id of its record, where one was asked for
     */
    record Decided(@JsonUnwrapped Decision decision, Optional<NamedImage> image, Optional<String> record)
            implements SubjectView {
        @Override
        public Outcome outcome() {
            return decision.outcome();
        }

        @Override
        public String verification() {
            return decision.verification();
        }
    }

    /**
     * That nobody knows which manifest is meant, so that there is no subject.
     *
     * @param missing all that was required
     * @param reason why it is not known
     */
    @JsonPropertyOrder({"image", "outcome", "verification", "missing", "reason"})
    record Unresolved(NamedImage image, Outcome outcome, String verification, List<Term> missing, String reason)
            implements SubjectView {
        static Unresolved of(NamedImage image, List<Term> missing, String reason) {
            return new Unresolved(image, Outcome.UNKNOWN, Verification.NOT_CHECKED, missing, reason);
        }
    }
}
