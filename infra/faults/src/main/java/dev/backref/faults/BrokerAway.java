package dev.backref.faults;

import dev.backref.faults.parts.DockerRegistry;
import dev.backref.faults.parts.OutsideBroker;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;

/** An outside broker hangs, and later is killed: hooks are refused, and the registry's retries bring everything. */
final class BrokerAway {
    private static final int UNAVAILABLE = 503;

    private BrokerAway() {}

    static List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        OutsideBroker broker = bench.parts().broker();
        Round hung = refused(bench, new Phase(1, "the broker hangs", broker::freeze, broker::thaw), outage);
        Round killed = refused(bench, new Phase(2, "the broker is killed", broker::kill, broker::start), outage);
        return List.of(hung, killed);
    }

    private static Round refused(Bench bench, Phase phase, Duration outage) throws InterruptedException {
        DockerRegistry registry = bench.parts().registry();
        long before = registry.deliveries().answered(UNAVAILABLE);
        Round round = phase.run(bench, outage);
        long refused = registry.deliveries().answered(UNAVAILABLE) - before;
        bench.claim(phase.name() + ": webhooks were answered 503, " + refused + " times", refused > 0);
        return round;
    }
}
