package dev.backref.faults;

import dev.backref.faults.parts.Backref;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;

/** Backref is stopped as an operator would, and the registry keeps what it cannot deliver. */
final class BackrefStopped {
    private BackrefStopped() {}

    static List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        Backref backref = bench.parts().backref();
        Phase stopped = new Phase(
                1, "Backref is stopped", () -> bench.claim("it stops with exit code 0", backref.stop() == 0), () -> {
                    long pending = bench.parts().registry().deliveries().pending();
                    bench.claim("the registry has kept " + pending + " deliveries", pending > 0);
                    backref.start();
                });
        return List.of(stopped.run(bench, outage));
    }
}
