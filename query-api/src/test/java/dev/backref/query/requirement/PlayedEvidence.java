package dev.backref.query.requirement;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What an index knows in a test, and how much of all that is. */
public final class PlayedEvidence {
    public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    public static final Digest SUBJECT = digest("subject");
    public static final Position POSITION = new Position(Position.GENERATION, 0, 7, NOW);

    private final Map<Digest, List<Referrer>> bySubject = new ConcurrentHashMap<>();
    private final Map<Digest, Completeness> knowledge = new ConcurrentHashMap<>();
    private volatile Completeness all = known(State.COMPLETE, "");
    private volatile Set<String> verifiers = Set.of();
    private volatile int largestPage = Integer.MAX_VALUE;

    public static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is known of one registry, and why no more; an empty reason is none. */
    public static Completeness known(State state, String reason) {
        return known(state, Basis.DIGESTS, NOW.minusSeconds(3_600), reason);
    }

    static Completeness known(State state, Basis basis, Instant oldest, String reason) {
        Optional<String> why = Optional.of(reason).filter(text -> !text.isEmpty());
        return Completeness.of(
                Completeness.ALL,
                List.of(new OfRegistry(
                        "local",
                        state,
                        basis,
                        2,
                        state == State.COMPLETE ? 2 : 1,
                        Optional.of(oldest),
                        why,
                        List.of(),
                        Optional.empty())));
    }

    /** Answers say from now on that this is known. */
    public void knows(Completeness now) {
        all = now;
    }

    /** The same of answers about one manifest. */
    void knows(Digest subject, Completeness now) {
        knowledge.put(subject, now);
    }

    /** These are configured from now on. */
    void verifiers(Set<String> names) {
        verifiers = Set.copyOf(names);
    }

    /** Pages have so many entries at most. */
    void pages(int entries) {
        largestPage = entries;
    }

    public void attach(Digest subject, Piece... pieces) {
        attach(subject, Stream.of(pieces).map(Piece::referrer).toArray(Referrer[]::new));
    }

    void attach(Digest subject, Referrer... referrers) {
        bySubject.merge(
                subject,
                List.of(referrers),
                (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
    }

    /** What is decided by it of the subject. */
    public Decision decide(String terms) {
        Question question = new Question(
                SUBJECT,
                Requirement.of(List.of(Requirements.UNNAMED.terms(terms))),
                new Conditions(Filter.NONE, Scope.FILTERED, Optional.empty(), Caller.ANYONE),
                Optional.empty());
        Deciding.Means means = new Deciding.Means(
                query -> Future.succeededFuture(answer(query)),
                manifest -> Optional.empty(),
                NOW,
                NOW.plusSeconds(5),
                Set.of("local"),
                verifiers);
        return new Deciding(question, means).decision().result();
    }

    /** The answer of such an index. */
    public SubjectAnswer answer(SubjectQuery query) {
        List<Referrer> meant = bySubject.getOrDefault(query.subject(), List.of()).stream()
                .filter(each -> query.filter().content().letsKinds(each.kinds()))
                .toList();
        int from = query.after().map(Integer::parseInt).orElse(0);
        int to = Math.min(meant.size(), from + Math.min(query.limit(), largestPage));
        return new SubjectAnswer(
                query.subject(),
                POSITION,
                ServedBy.ACTIVE,
                Optional.ofNullable(knowledge.get(query.subject())).orElse(all),
                meant.subList(from, to),
                to < meant.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }
}
