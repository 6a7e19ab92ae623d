package dev.backref.indexer.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.subject.Revisions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Remembers answers, on the heap and within bounds, until a row that they were read from changes; such an answer is
 * there at once, without another thread. Only what anyone may see is remembered, and only what active rows gave.
 */
public final class RememberedAnswers implements SubjectIndex {
    /** What an answer takes beside its text, about: objects, key, entry. */
    private static final int OVERHEAD = 1_000;

    private static final int PER_REFERRER = 1_500;
    private static final int PER_VERIFICATION = 500;

    private final SubjectIndex rows;
    private final Revisions revisions;
    private final Cache<String, Remembered> answers;

    /**
     * @param rows what answers when nothing is remembered
     * @param bytes of all remembered answers together, about; 0 for none
     */
    public RememberedAnswers(SubjectIndex rows, Revisions revisions, long bytes, MeterRegistry meters) {
        this.rows = rows;
        this.revisions = revisions;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((String key, Remembered remembered) -> weight(key, remembered))
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, answers, "answers");
    }

    /** An answer, and what the rows were before they were read for it. */
    private record Remembered(Revisions.Mark rows, Object answer, Position position, int weight) {}

    @Override
    public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
        String key = AnswerKey.of(query);
        return remembered(key, query.ask(), LocationAnswer.class).orElseGet(() -> {
            Revisions.Mark before = revisions.at(query.location(), query.subject());
            return remember(
                    key,
                    query.ask(),
                    rows.referrers(query),
                    answer -> new Remembered(before, answer, answer.position(), weight(answer)),
                    LocationAnswer::servedBy);
        });
    }

    @Override
    public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
        String key = AnswerKey.of(query);
        return remembered(key, query.ask(), SubjectAnswer.class).orElseGet(() -> {
            Revisions.Mark before = revisions.of(query.subject());
            return remember(
                    key,
                    query.ask(),
                    rows.subject(query),
                    answer -> new Remembered(before, answer, answer.position(), weight(answer)),
                    SubjectAnswer::servedBy);
        });
    }

    /** Asked by whoever walks a graph, once. */
    @Override
    public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
        return rows.relations(query);
    }

    @Override
    public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
        return rows.places(query);
    }

    /** Asked again and again until it is another. */
    @Override
    public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
        return rows.checks(query);
    }

    /** Each page is asked for once, and they are as much as there is. */
    @Override
    public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
        return rows.edges(query);
    }

    private <A> Optional<CompletionStage<A>> remembered(String key, Ask ask, Class<A> type) {
        Remembered found = seesAll(ask) ? answers.getIfPresent(key) : null;
        return found != null && found.rows().holds() && isRecentEnough(found.position(), ask)
                ? Optional.of(CompletableFuture.completedFuture(type.cast(found.answer())))
                : Optional.empty();
    }

    private <A> CompletionStage<A> remember(
            String key,
            Ask ask,
            CompletionStage<A> answer,
            Function<A, Remembered> remembered,
            Function<A, ServedBy> servedBy) {
        if (!seesAll(ask)) {
            return answer;
        }
        // Not thenApply: that would wrap the failure, and callers tell failures apart.
        CompletableFuture<A> handedOn = new CompletableFuture<>();
        CompletionStage<A> unused = answer.whenComplete((found, failure) -> {
            if (failure != null) {
                handedOn.completeExceptionally(failure);
                return;
            }
            if (servedBy.apply(found) == ServedBy.ACTIVE) {
                answers.put(key, remembered.apply(found));
            }
            handedOn.complete(found);
        });
        return handedOn;
    }

    private static boolean seesAll(Ask ask) {
        return ask.caller() == Caller.ANYONE;
    }

    /** Nothing of the subject has changed since; the position says so only as far as it goes. */
    private static boolean isRecentEnough(Position position, Ask ask) {
        return ask.atLeast()
                .filter(least -> least.generation() != position.generation()
                        || least.partition() != position.partition()
                        || least.offset() > position.offset())
                .isEmpty();
    }

    /** A key holds the filters of whoever asked, and they can be longer than what is answered. */
    private static int weight(String key, Remembered remembered) {
        return Character.BYTES * key.length() + remembered.weight();
    }

    private static int weight(SubjectAnswer answer) {
        long chosen =
                answer.referrers().stream().mapToLong(Referrer::characters).sum();
        long posted = answer.referrers().stream()
                .mapToLong(referrer -> referrer.verifications().size())
                .sum();
        return Math.toIntExact(OVERHEAD
                + (long) PER_REFERRER * answer.referrers().size()
                + PER_VERIFICATION * posted
                + Character.BYTES * chosen);
    }

    private static int weight(LocationAnswer answer) {
        return OVERHEAD + answer.page().json().length;
    }
}
