package dev.backref.query.gate;

import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.query.decisions.Seen;
import dev.backref.query.requirement.Arrivals;
import dev.backref.query.requirement.Deciding;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.InTurn;
import dev.backref.query.requirement.Question;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Those who wait until requirements are met. Their lookups are made in turn, because one change can wake all at once. */
final class Waiters {
    private final DecisionBasis basis;
    private final Arrivals arrivals;
    private final Context context;
    private final InTurn<SubjectQuery, SubjectAnswer> index;
    private final AtomicInteger waiting = new AtomicInteger();

    Waiters(DecisionBasis basis, Arrivals arrivals, Vertx vertx, MeterRegistry meters) {
        this.basis = basis;
        this.arrivals = arrivals;
        this.context = vertx.getOrCreateContext();
        this.index =
                new InTurn<>(query -> Future.fromCompletionStage(basis.index().subject(query), context));
        Gauge.builder("backref.waiters", waiting, AtomicInteger::get)
                .description("Requests that wait until a requirement is met")
                .register(meters);
    }

    /**
     * The decision once it is satisfied, or the last one when the time is over; fails as a lookup does.
     *
     * @param end completed with the reason when it is to end before
     */
    Future<Decision> await(Question question, Duration patience, Future<String> end) {
        return await(question, patience, end, index);
    }

    /** The same, and what the index shows is remembered. */
    Future<Decision> await(Question question, Duration patience, Future<String> end, Seen seen) {
        return await(question, patience, end, seen.over(index));
    }

    private Future<Decision> await(
            Question question,
            Duration patience,
            Future<String> end,
            Function<SubjectQuery, Future<SubjectAnswer>> lookups) {
        Promise<Decision> answer = Promise.promise();
        context.runOnContext(begun -> {
            Waiter waiter = new Waiter(
                    context,
                    arrivals,
                    question.requirement().watched(),
                    notBefore -> new Deciding(question, basis.means(lookups, notBefore)).wholeDecision());
            waiting.incrementAndGet();
            waiter.answer().onComplete(answered -> waiting.decrementAndGet()).onComplete(answer);
            end.onComplete(why -> context.runOnContext(now -> waiter.stop(why.result())));
            waiter.begin(patience);
        });
        return answer.future();
    }
}
