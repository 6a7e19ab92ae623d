package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a requirement is met of a subject, as it is served.
 *
 * @param verification whether somebody posted something about evidence that is named: Backref verifies nothing, and what is there
 *     can be forged
 * @param completeness that it rests on that there is no more evidence of the subject
 * @param require what came of each term
 * @param missing the terms that are not met, or of which that is not known
 */
@JsonPropertyOrder({"subject", "outcome", "verification", "missing", "position", "servedBy", "completeness", "require"})
public record Decision(
        Digest subject,
        Outcome outcome,
        String verification,
        List<Term> missing,
        Position position,
        Optional<ServedBy> servedBy,
        Completeness completeness,
        List<Verdict> require) {
    public Decision {
        missing = List.copyOf(missing);
        require = List.copyOf(require);
    }

    /** Of what was looked up, with the completeness that it speaks for. */
    static Decision of(SubjectAnswer answer, Completeness completeness, List<Verdict> verdicts) {
        return new Decision(
                answer.subject(),
                Outcome.of(verdicts.stream().map(Verdict::outcome).toList()),
                Verification.word(verdicts.stream()
                        .flatMap(verdict -> Stream.concat(
                                verdict.evidence().stream().map(Counted::verifications),
                                verdict.notCounted().stream().map(NotCounted::verifications)))
                        .flatMap(List::stream)
                        .toList()),
                verdicts.stream()
                        .filter(verdict -> verdict.outcome() != Outcome.SATISFIED)
                        .map(Verdict::term)
                        .toList(),
                answer.position(),
                answer.servedBy().ifBehind(),
                completeness,
                verdicts);
    }
}
