package dev.backref.query.passthrough;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What one registry says of logins, asked again once in a while, and kept while it cannot be asked. */
final class Login {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Future<Challenges>> ask;
    private Future<Challenges> latest = Future.succeededFuture(Challenges.NONE);
    private volatile Challenges known = Challenges.NONE;
    private long againAt = System.nanoTime();

    Login(Supplier<Future<Challenges>> ask) {
        this.ask = ask;
    }

    /** Never fails; all who ask at the same time wait for the same answer. */
    synchronized Future<Challenges> challenges() {
        if (System.nanoTime() - againAt >= 0) {
            againAt = System.nanoTime() + KEPT.toNanos();
            latest = ask.get()
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .onSuccess(answer -> known = answer)
                    .otherwise(failure -> known);
        }
        return latest;
    }
}
