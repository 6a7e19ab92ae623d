package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.lag.IndexLag;
import dev.backref.indexer.lag.Standstill;
import dev.backref.ingest.contract.Digest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Answers only as long as the index is not too far behind what was written for it. A list of a location cannot say that
 * it may lack what was pushed since, so there is none; a merged answer says so. Behind a standstill there is none of either:
 * another process may know better, and be asked.
 */
public final class CurrentAnswers implements SubjectIndex {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** What is behind for long is not caught up at once, and more questions do not help. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private final SubjectIndex answers;
    private final Standstill standstill;
    private final IndexLag lag;
    private final Duration longest;
    private final Clock clock;

    /**
     * @param longest that the index may be behind
     */
    public CurrentAnswers(SubjectIndex answers, Standstill standstill, IndexLag lag, Duration longest, Clock clock) {
        this.answers = answers;
        this.standstill = standstill;
        this.lag = lag;
        this.longest = longest;
        this.clock = clock;
    }

    @Override
    public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
        if (standstill.isDoubtful()) {
            return stoodStill();
        }
        Instant least = least();
        if (isSince(lag.asOf(), least)) {
            return answers.referrers(query); // As nearly always, for the price of a comparison.
        }
        Optional<Instant> asOf = lag.asOf(query.location(), query.subject());
        return isSince(asOf, least)
                ? answers.referrers(query)
                : CompletableFuture.failedStage(unavailable(asOf, least));
    }

    @Override
    public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
        return standstill.isDoubtful()
                ? stoodStill()
                : limited(
                        query.subject(),
                        answers.subject(query),
                        (answer, why) -> answer.with(answer.completeness().limited(why)));
    }

    @Override
    public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
        return standstill.isDoubtful()
                ? stoodStill()
                : limited(
                        query.subject(),
                        answers.relations(query),
                        (answer, why) -> answer.with(answer.completeness().limited(why)));
    }

    /** The same answer, and that it may lack something where it may. */
    private <A> CompletionStage<A> limited(
            Digest subject, CompletionStage<A> answer, BiFunction<A, String, A> limiting) {
        Instant least = least();
        if (isSince(lag.asOf(), least)) {
            return answer;
        }
        Optional<Instant> asOf = lag.asOf(subject);
        if (isSince(asOf, least)) {
            return answer;
        }
        String why = reason(asOf);
        // Not thenApply: that would wrap the failure, and callers tell failures apart.
        CompletableFuture<A> limited = new CompletableFuture<>();
        CompletionStage<A> unused = answer.whenComplete((found, failure) -> {
            if (failure != null) {
                limited.completeExceptionally(failure);
            } else {
                limited.complete(limiting.apply(found, why));
            }
        });
        return limited;
    }

    /** Whoever asks waits for what is told, so that it may be late is no news to him. */
    @Override
    public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
        return answers.places(query);
    }

    @Override
    public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
        return answers.checks(query);
    }

    /** What it lacks, the changes behind the answer's position will tell. */
    @Override
    public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
        return standstill.isDoubtful() ? stoodStill() : answers.edges(query);
    }

    /** Why the index is too far behind for a list of any location; absent when it is not, or nobody knows yet. */
    public Optional<String> trouble() {
        Optional<Instant> asOf = lag.asOf();
        return asOf.isEmpty() || isSince(asOf, least()) ? Optional.empty() : Optional.of(reason(asOf));
    }

    private static <A> CompletionStage<A> stoodStill() {
        return CompletableFuture.failedStage(new IndexUnavailable(
                "this process stood still, and others may hold its part of the index by now", SOON));
    }

    private Instant least() {
        return clock.instant().minus(longest);
    }

    private static boolean isSince(Optional<Instant> asOf, Instant least) {
        return asOf.isPresent() && !asOf.get().isBefore(least);
    }

    /** Where this process cannot measure, another may. */
    private IndexUnavailable unavailable(Optional<Instant> asOf, Instant least) {
        return lag.measured().filter(at -> !at.isBefore(least)).isPresent()
                ? IndexUnavailable.everywhere(reason(asOf), LATER)
                : new IndexUnavailable(reason(asOf), SOON);
    }

    private static String reason(Optional<Instant> asOf) {
        return asOf.map(time -> "the index is behind: it may lack what was written since " + time)
                .orElse("how far the index is behind is not known yet");
    }
}
