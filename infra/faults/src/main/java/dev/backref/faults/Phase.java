package dev.backref.faults;

import dev.backref.faults.load.Load;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;

/** A round of load in the midst of which something is taken away for a while. */
record Phase(int number, String name, Deed take, Deed give) {
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration AFTER = Duration.ofSeconds(5);

    /** Something that is done to a part. */
    @FunctionalInterface
    interface Deed {
        void run() throws InterruptedException;
    }

    /** Runs it to the point where everything is announced. */
    Round run(Bench bench, Duration outage) throws InterruptedException {
        System.out.println(name);
        Load.Running running = bench.begin(BEFORE.plus(outage).plus(AFTER));
        Thread.sleep(BEFORE.toMillis());
        take.run();
        Thread.sleep(outage.toMillis());
        give.run();
        Duration ready = bench.parts().awaitReady();
        // What came meanwhile, from the registry's own retries too, takes about as long again to be worked off.
        Round.Outcome outcome = bench.settle(running, outage.multipliedBy(2).plus(KillRounds.SETTLE));
        Round round = new Round(number, List.of(), ready, outcome);
        System.out.println(round.line());
        return round;
    }
}
