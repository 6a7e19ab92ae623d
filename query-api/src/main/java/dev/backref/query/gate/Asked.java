package dev.backref.query.gate;

import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Parameters;
import dev.backref.query.decisions.DecisionRecord;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Question;
import dev.backref.query.requirement.Requirement;
import dev.backref.query.requirement.Requirements;
import java.util.Optional;

/** What is asked of one subject. */
record Asked(Subject subject, Required required, Conditions conditions) {
    /** What is required, and the text of it. */
    record Required(Requirement requirement, String text) {
        /** Characters where records are kept: they stand in each. */
        static final int LONGEST = 4_096;

        /**
         * The parameter, where it is there.
         *
         * @throws Parameters.Refused when it is none
         */
        static Optional<Required> read(Requirements requirements, Parameters parameters) {
            return requirements
                    .read(parameters)
                    .map(requirement -> new Required(
                            requirement, String.join(",", parameters.each(Requirements.NAME, text -> text))));
        }

        /**
         * Refuses what no record holds.
         *
         * @throws Parameters.Refused when it is too long
         */
        void refuseTooLong() {
            if (text.length() > LONGEST) {
                throw Parameters.refuse(
                        Requirements.NAME,
                        text,
                        "has " + text.length() + " characters, and may have " + LONGEST + " where a record is kept");
            }
        }

        DecisionRecord.Required recorded() {
            return new DecisionRecord.Required(text, requirement.terms());
        }
    }

    /** The same as a question about this manifest. */
    Question about(Digest digest) {
        return about(digest, Optional.empty());
    }

    /**
     * The same.
     *
     * @param atLeast a position that what is known of it must not be older than
     */
    Question about(Digest digest, Optional<Position> atLeast) {
        return new Question(digest, required.requirement(), conditions, atLeast);
    }
}
