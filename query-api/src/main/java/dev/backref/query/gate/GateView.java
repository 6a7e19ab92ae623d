package dev.backref.query.gate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Verification;
import dev.backref.query.requirement.Outcome;
import java.util.List;

/**
 * Decisions about several subjects as they are served.
 *
 * @param outcome of all together
 * @param verification whether somebody posted something about evidence that is named
 * @param decisions in the order in which the subjects were given
 */
@JsonPropertyOrder({"outcome", "verification", "decisions"})
record GateView(Outcome outcome, String verification, List<SubjectView> decisions) {
    static GateView of(List<SubjectView> decisions) {
        return new GateView(
                Outcome.of(decisions.stream().map(SubjectView::outcome).toList()), verification(decisions), decisions);
    }

    private static String verification(List<SubjectView> decisions) {
        return decisions.stream().map(SubjectView::verification).anyMatch(Verification.REPORTED::equals)
                ? Verification.REPORTED
                : Verification.NOT_CHECKED;
    }
}
