package dev.backref.faults;

import dev.backref.faults.parts.Backref;
import dev.backref.faults.parts.LossyHook;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;

/**
 * A tenth of the webhooks is lost on the way, at random. A sweep that is asked for, while the load goes on, finds what they
 * would have told: the storage is listed, so that is everything.
 */
final class WebhooksDropped {
    private static final String DRIFT = "backref_sweep_drift_total";

    /** It counts when no webhook has told of it for a minute, and the index is not behind. */
    private static final Duration COUNTED = Duration.ofSeconds(75);

    private WebhooksDropped() {}

    static List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        Backref backref = bench.parts().backref();
        LossyHook hook = bench.parts().hook();
        // The first one counts nothing as drift, whatever it finds.
        bench.claim("a first sweep ends with exit code 0", backref.sweep() == 0);
        bench.claim("and so does a second", backref.sweep() == 0);
        Thread.sleep(COUNTED.toMillis());
        bench.claim("the second finds nothing that webhooks had not told", bench.metric(DRIFT) == 0);
        Phase losing = new Phase(1, "a tenth of the webhooks is dropped", () -> hook.lose(true), () -> {
            hook.lose(false);
            bench.claim("of %d webhooks %d were dropped".formatted(hook.deliveries(), hook.lost()), hook.lost() > 0);
            bench.claim("a sweep ends with exit code 0", backref.sweep() == 0);
        });
        Round round = losing.run(bench, outage);
        Thread.sleep(COUNTED.toMillis());
        double drift = bench.metric(DRIFT);
        bench.claim("the drift is counted: %.0f".formatted(drift), drift > 0);
        return List.of(round);
    }
}
