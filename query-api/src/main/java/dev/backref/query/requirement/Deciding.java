package dev.backref.query.requirement;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides a question by a few lookups: of the subject's referrers, and where evidence has to be signed, of that. Used on one
 * event loop only, and once.
 */
public final class Deciding {
    /** Pages of a subject's referrers of the kinds that are asked for. */
    private static final int MOST_PAGES = 10;

    private final Question question;
    private final Means means;
    private final List<Finding> findings;
    private @Nullable SubjectAnswer first;
    private @Nullable IndexUnavailable unavailable;

    /**
     * With what it is decided.
     *
     * @param index answers on the event loop
     * @param notBefore a position that an answer about a manifest must not be older than; asked before each lookup
     * @param now by which ages are told
     * @param deadline of all lookups together
     * @param registries the names of those that are configured
     * @param verifiers the names of those that are configured: what others have posted counts no longer
     */
    public record Means(
            Function<SubjectQuery, Future<SubjectAnswer>> index,
            Function<Digest, Optional<Position>> notBefore,
            Instant now,
            Instant deadline,
            Set<String> registries,
            Set<String> verifiers) {
        public Means {
            registries = Set.copyOf(registries);
            verifiers = Set.copyOf(verifiers);
        }

        /** Where no verifier is configured. */
        public Means(
                Function<SubjectQuery, Future<SubjectAnswer>> index,
                Function<Digest, Optional<Position>> notBefore,
                Instant now,
                Instant deadline,
                Set<String> registries) {
            this(index, notBefore, now, deadline, registries, Set.of());
        }
    }

    public Deciding(Question question, Means means) {
        this.question = question;
        this.means = means;
        this.findings = question.requirement().terms().stream()
                .map(term -> new Finding(term, question.subject(), means.now(), means.verifiers()))
                .toList();
    }

    /** Of what was said: a page of referrers would be held as long as the last subject of a request takes. */
    private static SubjectAnswer withoutReferrers(SubjectAnswer answer) {
        return new SubjectAnswer(
                answer.subject(),
                answer.position(),
                answer.servedBy(),
                answer.completeness(),
                List.of(),
                Optional.empty());
    }

    /** The decision, which fails also where it is not satisfied and signatures could not be looked up: they may be later. */
    public Future<Decision> wholeDecision() {
        return decision()
                .compose(decision -> unavailable == null || decision.outcome() == Outcome.SATISFIED
                        ? Future.succeededFuture(decision)
                        : Future.failedFuture(unavailable));
    }

    /** The decision; fails as a lookup of the subject does. */
    public Future<Decision> decision() {
        return page(Optional.empty(), 1).compose(read -> signatures()).map(read -> conclude());
    }

    private Future<Void> page(Optional<String> after, int number) {
        return ask(question.subject(), question.requirement().kinds(), after).compose(answer -> {
            if (first == null) {
                first = withoutReferrers(answer);
            }
            answer.referrers().forEach(referrer -> findings.forEach(finding -> finding.take(referrer)));
            if (answer.next().isEmpty() || findings.stream().allMatch(Finding::isSatisfied)) {
                return Future.succeededFuture();
            }
            if (number == MOST_PAGES) {
                findings.forEach(finding -> finding.doubt("not all that refers to the subject was looked at"));
                return Future.succeededFuture();
            }
            return page(answer.next(), number + 1);
        });
    }

    private Future<Void> signatures() {
        List<Future<Void>> asked = findings.stream()
                .filter(finding -> !finding.isSatisfied())
                .flatMap(finding -> finding.candidates().stream())
                .distinct()
                .map(this::signatures)
                .toList();
        return asked.isEmpty() ? Future.succeededFuture() : Future.all(asked).mapEmpty();
    }

    private Future<Void> signatures(Digest candidate) {
        return ask(candidate, Set.of(Kind.SIGNATURE), Optional.empty())
                .<Void>map(answer -> {
                    Ground ground = ground(answer);
                    findings.forEach(finding -> finding.takeSignatures(answer, ground));
                    return null;
                })
                .recover(failure -> {
                    if (!(failure instanceof IndexUnavailable away)) {
                        return Future.failedFuture(failure);
                    }
                    unavailable = away;
                    findings.forEach(finding -> finding.takeNoSignatures(candidate, String.valueOf(away.getMessage())));
                    return Future.succeededFuture();
                });
    }

    private Future<SubjectAnswer> ask(Digest manifest, Set<Kind> kinds, Optional<String> after) {
        // Who answers a later page must not be behind the first, which says how much is known.
        Optional<Position> begun = Optional.ofNullable(first)
                .filter(answer -> answer.subject().equals(manifest))
                .map(SubjectAnswer::position);
        Optional<Position> given = question.atLeast().filter(position -> manifest.equals(question.subject()));
        Optional<Position> atLeast = later(given, later(means.notBefore().apply(manifest), begun));
        Ask ask = new Ask(question.conditions().caller(), means.deadline(), atLeast);
        return means.index().apply(question.about(manifest, kinds, after, ask));
    }

    /** The later of two; what is not of the same partition stays, to be refused. */
    private static Optional<Position> later(Optional<Position> one, Optional<Position> other) {
        return one.filter(position -> other.map(known -> position.generation() != known.generation()
                                || position.partition() != known.partition()
                                || position.offset() >= known.offset())
                        .orElse(true))
                .or(() -> other);
    }

    private Ground ground(SubjectAnswer answer) {
        return new Ground(
                answer.completeness().ofConfigured(means.registries()),
                question.conditions().maxAge(),
                means.now());
    }

    private Decision conclude() {
        SubjectAnswer answer = Objects.requireNonNull(first, "a decision without an answer about its subject");
        Ground ground = ground(answer);
        List<Verdict> verdicts =
                findings.stream().map(finding -> finding.verdict(ground)).toList();
        return Decision.of(answer, ground.completeness(), verdicts);
    }
}
