package dev.backref.query.passthrough;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What one registry says of logins, asked again once in a while, and kept while it does not say. */
final class Login {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Soon, because clients take a registry of which nothing is known for one that is open. */
    private static final Duration UNTIL_THE_NEXT_ATTEMPT = Duration.ofSeconds(2);

    private final Supplier<Future<Challenges>> ask;
    private final LongSupplier nanoTime;
    private Future<Challenges> latest = Future.succeededFuture(Challenges.NONE);
    private Challenges known = Challenges.NONE;
    private long againAt;

    Login(Supplier<Future<Challenges>> ask) {
        this(ask, System::nanoTime);
    }

    Login(Supplier<Future<Challenges>> ask, LongSupplier nanoTime) {
        this.ask = ask;
        this.nanoTime = nanoTime;
        this.againAt = nanoTime.getAsLong();
    }

    /** Never fails; all who ask at the same time wait for the same answer. */
    synchronized Future<Challenges> challenges() {
        long now = nanoTime.getAsLong();
        if (now - againAt >= 0) {
            againAt = now + KEPT.toNanos();
            latest = ask.get()
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .map(this::answered)
                    .otherwise(failure -> unanswered());
        }
        return latest;
    }

    private synchronized Challenges answered(Challenges answer) {
        known = answer;
        return answer;
    }

    private synchronized Challenges unanswered() {
        againAt = nanoTime.getAsLong() + UNTIL_THE_NEXT_ATTEMPT.toNanos();
        return known;
    }
}
