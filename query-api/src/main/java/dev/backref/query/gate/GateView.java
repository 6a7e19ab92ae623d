package dev.backref.query.gate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.Outcome;
import java.util.List;

/**
 * Decisions about several subjects as they are served.
 *
 * @param outcome of all together
 * @param verification that nobody has verified anything
 * @param decisions in the order in which the subjects were given
 */
@JsonPropertyOrder({"outcome", "verification", "decisions"})
record GateView(Outcome outcome, String verification, List<SubjectView> decisions) {
    static GateView of(List<SubjectView> decisions) {
        return new GateView(
                Outcome.of(decisions.stream().map(SubjectView::outcome).toList()), Decision.NOT_CHECKED, decisions);
    }
}
