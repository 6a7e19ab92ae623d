package dev.backref.ingest.examine;

import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.Probe;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import dev.backref.ingest.registry.Probed.Failed;
import dev.backref.ingest.registry.RegistryProbe;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one thing after the other, as long as an examination may take, and shows every answer to whoever notes limits. */
final class Questions {
    private final RegistryProbe registry;
    private final Limits limits;
    private final Duration longest;
    private final long began = System.nanoTime();

    /**
     * @param longest that all of them together may take, with what they wait for in the registry's budget
     */
    Questions(RegistryProbe registry, Limits limits, Duration longest) {
        this.registry = registry;
        this.limits = limits;
        this.longest = longest;
    }

    /** What became of a question; none is asked any more when the time is over. */
    Future<Probed> ask(Probe probe) {
        if (isOver()) {
            return Future.succeededFuture(tooLong());
        }
        return registry.probe(probe)
                .timeout(Math.max(1, left().toMillis()), TimeUnit.MILLISECONDS)
                .recover(failure -> failure instanceof TimeoutException
                        ? Future.succeededFuture(tooLong())
                        : Future.failedFuture(failure))
                .map(probed -> {
                    if (probed instanceof Answered answered) {
                        limits.note(answered);
                    }
                    return probed;
                });
    }

    /** Whether the time is over. */
    boolean isOver() {
        return left().isNegative() || left().isZero();
    }

    /** The end of a sentence: how long it may take. */
    String inWords() {
        return "an examination may not take longer than " + longest.toSeconds() + " s";
    }

    private Duration left() {
        return longest.minusNanos(System.nanoTime() - began);
    }

    private Failed tooLong() {
        return new Failed(LookFailure.TIMED_OUT, inWords());
    }
}
