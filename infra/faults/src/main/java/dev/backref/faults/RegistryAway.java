package dev.backref.faults;

import dev.backref.faults.parts.FaultyProxy;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;

/** Backref cannot reach the registry, which goes on notifying it: everything is looked at when it is back. */
final class RegistryAway {
    private RegistryAway() {}

    static List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        FaultyProxy proxy = bench.parts().proxy();
        Phase refuses = new Phase(1, "the registry refuses connections", proxy::refuse, proxy::serveAgain);
        Phase hangs = new Phase(2, "the registry does not answer", proxy::hang, proxy::answerAgain);
        return List.of(refuses.run(bench, outage), hangs.run(bench, outage));
    }
}
