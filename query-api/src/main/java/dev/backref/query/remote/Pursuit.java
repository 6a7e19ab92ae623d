package dev.backref.query.remote;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.indexer.contract.remote.LookupReply.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lookup until it is answered or its time is over: asks one indexer after the other, and all of them again, because
 * a partition that moves is nobody's for a moment. One that is slow is waited for while others are asked: the first answer
 * counts. Used on one event loop only.
 */
final class Pursuit {
    private static final Logger LOG = LoggerFactory.getLogger(Pursuit.class);

    /** After this long without an answer another is asked as well: whoever hangs must leave time for the others. */
    private static final Duration ALONE = Duration.ofSeconds(1);

    /** No timer's number: they are counted from 0. */
    private static final long NONE = -1;

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Ways ways;
    private final Lookup lookup;
    private final OptionalInt partition;
    private final Instant deadline;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> underWay = new HashSet<>();
    private final Promise<LookupReply> reply = Promise.promise();
    private String why = "no indexer has told that it has this part of the index";
    private long timer = NONE;

    /**
     * @param partition that is asked; absent where each can answer
     */
    Pursuit(Ways ways, Lookup lookup, OptionalInt partition, Instant deadline) {
        this.ways = ways;
        this.lookup = lookup;
        this.partition = partition;
        this.deadline = deadline;
    }

    /** What all pursuits have in common. */
    interface Ways {
        Vertx vertx();

        Clock clock();

        Indexers indexers();

        Line to(Indexer indexer);
    }

    /** The reply, which has an answer; fails as a lookup does. */
    Future<LookupReply> begin() {
        next();
        return reply.future();
    }

    /** Asks the next one; nothing once there is an answer. */
    private void next() {
        stopTimer();
        long left = Duration.between(ways.clock().instant(), deadline).toMillis();
        if (reply.future().isComplete()) {
            return;
        }
        if (left < 1) {
            reply.fail(new IndexUnavailable(why, SOON));
            return;
        }
        List<Indexer> able = partition.isPresent()
                ? ways.indexers().of(partition.getAsInt())
                : ways.indexers().any();
        Optional<Indexer> other = able.stream()
                .filter(each -> !asked.contains(each.instance()) && !underWay.contains(each.instance()))
                .findFirst();
        if (other.isPresent()) {
            attempt(other.get(), left);
        } else {
            asked.clear();
            timer = ways.vertx().setTimer(Math.min(left, BETWEEN_ROUNDS.toMillis()), again -> next());
        }
    }

    private void stopTimer() {
        ways.vertx().cancelTimer(timer);
        timer = NONE;
    }

    private void attempt(Indexer indexer, long left) {
        asked.add(indexer.instance());
        underWay.add(indexer.instance());
        boolean waits = lookup.atLeast().isPresent(); // One that waits for a position answers late and is well.
        if (!waits && left > ALONE.toMillis()) { // Before it is asked, which can fail at once and lead to the next.
            timer = ways.vertx().setTimer(ALONE.toMillis(), slow -> fails(indexer, "no answer yet"));
        }
        ways.to(indexer)
                .ask(lookup, left)
                .timeout(left, TimeUnit.MILLISECONDS)
                .onComplete(ended -> underWay.remove(indexer.instance()))
                .onSuccess(replied -> {
                    ways.indexers().answered(indexer);
                    take(replied);
                })
                .onFailure(failed -> fails(indexer, String.valueOf(failed)));
    }

    private void fails(Indexer indexer, String error) {
        ways.indexers().failed(indexer);
        why = "the indexer of this part does not answer";
        LOG.atDebug()
                .addKeyValue("indexer", indexer.address())
                .addKeyValue("error", error)
                .log("an indexer does not answer");
        next();
    }

    private void take(LookupReply replied) {
        stopTimer(); // Whoever has answered is not slow.
        Optional<Failure> failure = replied.failure();
        if (failure.isEmpty()) {
            reply.tryComplete(replied);
            return;
        }
        String reason = failure.get().reason();
        switch (failure.get().kind()) {
            case INVALID -> reply.tryFail(new IllegalArgumentException(reason));
            case UNAVAILABLE_EVERYWHERE ->
                reply.tryFail(IndexUnavailable.everywhere(
                        reason, Duration.ofMillis(failure.get().retryMillis())));
            case UNAVAILABLE -> {
                why = reason;
                next();
            }
        }
    }
}
