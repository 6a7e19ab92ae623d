package dev.backref.query.gate;

import dev.backref.ingest.contract.Digest;
import dev.backref.query.decisions.DecisionRecord;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Question;
import dev.backref.query.requirement.Requirement;
import java.util.Optional;

/** What is asked of one subject. */
record Asked(Subject subject, Required required, Conditions conditions) {
    /** What is required, and the text of it. */
    record Required(Requirement requirement, String text) {
        DecisionRecord.Required recorded() {
            return new DecisionRecord.Required(text, requirement.terms());
        }
    }

    /** The same as a question about this manifest. */
    Question about(Digest digest) {
        return new Question(digest, required.requirement(), conditions, Optional.empty());
    }
}
