package dev.backref.query.gate;

import dev.backref.query.decisions.DecisionRecord.Required;
import dev.backref.query.requirement.Question;

/** A question, and the text of what is required. */
record Asked(Question question, String text) {
    Required required() {
        return new Required(text, question.requirement().terms());
    }
}
