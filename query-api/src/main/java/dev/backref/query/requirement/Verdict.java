package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Optional;

/**
 * What came of one term.
 *
 * @param reason why it is not known whether it is met
 * @param evidence that meets it, the first that was found
 * @param notCounted of its kind and does not meet it, the first that was found
 */
@JsonPropertyOrder({"term", "outcome", "reason", "evidence", "notCounted"})
public record Verdict(
        Term term,
        Outcome outcome,
        Optional<String> reason,
        List<Counted> evidence,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<NotCounted> notCounted) {
    public Verdict {
        evidence = List.copyOf(evidence);
        notCounted = List.copyOf(notCounted);
    }
}
