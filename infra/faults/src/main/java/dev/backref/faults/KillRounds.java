package dev.backref.faults;

import dev.backref.faults.load.Load;
import dev.backref.faults.parts.Victim;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rounds of load; in each the next process in turn is killed at a random moment, and in some another one, or the same, while that
 * comes back or catches up. In one process that is all of Backref with its broker. The registry's retries bring what it missed.
 */
final class KillRounds {
    /** Within which everything must be announced. */
    static final Duration SETTLE = Duration.ofMinutes(2);

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration LOAD = Duration.ofSeconds(7);
    private static final int EARLIEST_MS = 200;
    private static final int LATEST_MS = 4_000;
    private static final int LATEST_SECOND_MS = 9_000;
    private static final int ROUNDS_WITH_A_SECOND = 5; // One in so many.

    private final Bench bench;
    private final SplittableRandom random;
    private final Turns<Victim> turns;

    KillRounds(Bench bench, long seed) {
        this.bench = bench;
        this.random = new SplittableRandom(~seed); // Not the plan's.
        this.turns = new Turns<>(bench.parts().victims(), seed);
    }

    /** Runs them, and ends early when one did not settle. */
    List<Round> run(int rounds) throws InterruptedException {
        List<Round> done = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            Round round = round(number);
            System.out.println(round.line());
            done.add(round);
            if (!round.outcome().settled()) {
                break;
            }
        }
        return done;
    }

    private Round round(int number) throws InterruptedException {
        Load.Running running = bench.begin(LOAD);
        List<Round.Kill> kills = new ArrayList<>();
        kills.add(kill(turns.next(), LATEST_MS));
        if (random.nextInt(ROUNDS_WITH_A_SECOND) == 0) {
            kills.add(kill(any(), LATEST_SECOND_MS));
        }
        Duration ready = bench.parts().awaitReady();
        if (ready.compareTo(READY) > 0) {
            bench.problem("ready again only after " + ready.toSeconds() + " s");
        }
        return new Round(number, kills, ready, bench.settle(running, SETTLE));
    }

    private Round.Kill kill(Victim victim, int latestMs) throws InterruptedException {
        Duration moment = Duration.ofMillis(random.nextInt(EARLIEST_MS, latestMs));
        Thread.sleep(moment.toMillis());
        victim.kill();
        victim.start();
        return new Round.Kill(bench.parts().victims().size() == 1 ? "" : victim.name(), moment);
    }

    private Victim any() {
        List<Victim> victims = bench.parts().victims();
        return victims.get(victims.size() == 1 ? 0 : random.nextInt(victims.size()));
    }
}
