package dev.backref.ingest.registry;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a credential helper said, until it is asked again. Helpers do not tell how long it is good for (ECR's passwords live
 * twelve hours, Google's tokens one, and that from when the helper got them), so it is kept for some minutes, and asked for
 * again at once when it is refused. All who need it at the same time wait for one call.
 */
final class HelperCredentials implements CredentialSource {
    private static final Duration LONGEST_KEPT = Duration.ofMinutes(10);
    /** What of the time is left to chance, so that many processes that began together do not ask together. */
    private static final int JITTER_PERCENT = 20;

    /** A program that fails at once must not be started again as fast as looks fail. */
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(2);
    /** For how long an account that was refused twice running is taken to be refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Future<Optional<Credentials>>> call;
    private final Clock clock;
    private @Nullable Kept kept;
    private @Nullable Future<Optional<Credentials>> underWay;
    private boolean afterRefusal;

    /**
     * @param call asks the helper
     */
    HelperCredentials(Supplier<Future<Optional<Credentials>>> call, Clock clock) {
        this.call = call;
        this.clock = clock;
    }

    @Override
    public synchronized Future<Optional<Credentials>> get() {
        Instant now = clock.instant();
        if (kept != null && now.isBefore(kept.until())) {
            boolean last = kept.isLastWord(now);
            return kept.answer().map(answer -> answer.map(known -> known.fresh(last)));
        }
        if (underWay != null) {
            return underWay;
        }
        Promise<Optional<Credentials>> asked = Promise.promise();
        underWay = asked.future();
        Future<Optional<Credentials>> unused = call.get().onComplete(answer -> {
            end(answer);
            asked.handle(answer);
        });
        return asked.future();
    }

    @Override
    public synchronized void refused(Credentials refused) {
        if (kept != null && kept.holds(refused) && !kept.isLastWord(clock.instant())) {
            kept = null;
            afterRefusal = true;
        }
    }

    private synchronized void end(AsyncResult<Optional<Credentials>> answer) {
        underWay = null;
        Instant now = clock.instant();
        kept = answer.succeeded()
                ? good(answer.result(), now)
                : new Kept(Future.failedFuture(answer.cause()), now.plus(FAILURE_KEPT), now);
        afterRefusal &= answer.failed();
    }

    private Kept good(Optional<Credentials> answer, Instant now) {
        int percent = 100 - ThreadLocalRandom.current().nextInt(JITTER_PERCENT);
        Instant until = now.plus(LONGEST_KEPT.multipliedBy(percent).dividedBy(100));
        Instant lastWord = afterRefusal ? now.plus(PATIENCE) : now;
        return new Kept(Future.succeededFuture(answer), until, lastWord);
    }

    /**
     * An answer, or a failure.
     *
     * @param lastWordUntil until when asking again is not worth it, because what was said before was refused as well
     */
    private record Kept(Future<Optional<Credentials>> answer, Instant until, Instant lastWordUntil) {
        boolean isLastWord(Instant now) {
            return now.isBefore(lastWordUntil);
        }

        boolean holds(Credentials refused) {
            return answer.succeeded()
                    && answer.result().filter(refused::proveTheSameAs).isPresent();
        }
    }
}
