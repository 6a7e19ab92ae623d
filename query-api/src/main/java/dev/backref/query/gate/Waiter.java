package dev.backref.query.gate;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.requirement.Arrivals;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.Outcome;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One who waits until a requirement is met. It is decided at the beginning, whenever something changed that can matter, and
 * at the end; between these nothing is asked. Used on one event loop only.
 */
final class Waiter {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Context context;
    private final Arrivals arrivals;
    private final Arrivals.Followed followed;
    private final Function<Function<Digest, Optional<Position>>, Future<Decision>> decide;
    private final Promise<Decision> answer = Promise.promise();
    private final Set<Long> timers = new HashSet<>();
    private boolean deciding;
    private boolean again;
    private boolean over;
    private boolean last;

    /**
     * @param kinds of what can matter
     * @param decide decides once, by lookups that are not older than what it asks for
     */
    Waiter(
            Context context,
            Arrivals arrivals,
            Set<Kind> kinds,
            Function<Function<Digest, Optional<Position>>, Future<Decision>> decide) {
        this.context = context;
        this.arrivals = arrivals;
        this.followed = arrivals.follow(kinds, () -> context.runOnContext(now -> decide()));
        this.decide = decide;
    }

    /** The decision once the requirement is met, or the last one. */
    Future<Decision> answer() {
        return answer.future();
    }

    void begin(Duration patience) {
        after(patience, () -> {
            over = true;
            decide();
        });
        decide();
    }

    /** Nobody waits any more, or this process stops. */
    void stop(String why) {
        end(Future.failedFuture(new IndexUnavailable(why, SOON)));
    }

    private void decide() {
        if (answer.future().isComplete()) {
            return;
        }
        again = true;
        if (deciding) {
            return;
        }
        deciding = true;
        again = false;
        last = over;
        // What it is to show is asked for behind this, before each lookup: what changes from then on comes again.
        decide.apply(followed::add).onComplete(this::decided);
    }

    private void decided(AsyncResult<Decision> decided) {
        deciding = false;
        if (answer.future().isComplete()) {
            return;
        }
        Optional<String> trouble = arrivals.trouble();
        if (last || isLast(decided)) {
            end(decided);
        } else if (over) {
            // The time was over while it looked: once more, to show all that came before that.
            decide();
        } else if (decided.failed()) {
            IndexUnavailable unavailable = (IndexUnavailable) decided.cause();
            after(unavailable.retryAfter(), this::decide);
        } else if (trouble.isPresent()) {
            stop(trouble.get());
        } else if (again) {
            decide();
        }
    }

    /** Whether nothing better can come: an index that cannot be asked just now may be asked later. */
    private static boolean isLast(AsyncResult<Decision> decided) {
        return decided.succeeded()
                ? decided.result().outcome() == Outcome.SATISFIED
                : !(decided.cause() instanceof IndexUnavailable);
    }

    private void after(Duration time, Runnable action) {
        timers.add(context.owner().setTimer(Math.max(1, time.toMillis()), passed -> action.run()));
    }

    private void end(AsyncResult<Decision> last) {
        timers.forEach(context.owner()::cancelTimer);
        followed.close();
        if (last.succeeded()) {
            answer.tryComplete(last.result());
        } else {
            answer.tryFail(last.cause());
        }
    }
}
