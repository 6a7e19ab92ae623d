package dev.backref.faults;

import dev.backref.faults.count.Edge;
import dev.backref.faults.count.Kcat;
import dev.backref.faults.count.Lookup;
import dev.backref.faults.count.Lookups;
import dev.backref.faults.parts.Victim;
import dev.backref.faults.report.Lapse;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One of two indexers is killed and comes back later, while subjects are looked up all the time. Its session ends after
 * 30 s; after a longer outage the other has taken over its partitions.
 */
final class IndexerKilled {
    private static final Duration AROUND = Duration.ofSeconds(10);

    /** Processes that have just started compile what they run, and are slow. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final int MOST_COMPLAINTS = 10;

    private IndexerKilled() {}

    static List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        bench.awaitIdle();
        Set<Edge> edges = bench.ledger().edges();
        bench.claim(
                "each partition has an owner and a standby",
                bench.await(() -> Kcat.everyPartitionIsHeldTwice(bench.parts().bootstrap()), AROUND.multipliedBy(6)));
        try (Lookups lookups = new Lookups(bench.answers(), edges)) {
            Thread.sleep(WARM_UP.plus(AROUND).toMillis());
            Victim victim = bench.parts().anIndexer();
            long killed = System.nanoTime();
            victim.kill();
            System.out.println(victim.name() + " is killed");
            Thread.sleep(outage.toMillis());
            long started = System.nanoTime();
            victim.start();
            Duration ready = bench.parts().awaitReady();
            System.out.println("  ready after " + ready.toMillis() + " ms");
            Thread.sleep(AROUND.toMillis());
            judge(bench, lookups.end(), killed, started);
        }
        return List.of(new Phase(1, "after it came back", () -> {}, () -> {}).run(bench, Duration.ZERO));
    }

    private static void judge(Bench bench, List<Lookup> all, long killed, long started) {
        long before = killed - AROUND.toNanos();
        long soon = killed + AROUND.toNanos();
        Lapse first = lapse("in the 10 s after the kill", all, killed, soon);
        List<Lapse> lapses = List.of(
                lapse("just started", all, Long.MIN_VALUE, before),
                lapse("in the 10 s before the kill", all, before, killed),
                first,
                lapse("later, taken over after 30 s", all, soon, started),
                lapse("after it was started again", all, started, Long.MAX_VALUE));
        bench.measured(Lapse.table(lapses));
        Lapse whole = new Lapse("all", all);
        all.stream()
                .filter(each -> each.failed() || each.empty() || each.partial())
                .limit(MOST_COMPLAINTS)
                .forEach(each -> System.out.printf("  %+.3f s: %s%n", (each.due() - killed) / 1e9, each.complaint()));
        bench.claim("no lookup failed: " + whole.failed(), whole.failed() == 0);
        bench.claim("no answer was empty: " + whole.empty(), whole.empty() == 0);
        bench.claim("no answer lacked a referrer: " + whole.partial(), whole.partial() == 0);
        bench.claim("standbys answered, and said so: " + first.byStandby(), first.byStandby() > 0);
    }

    private static Lapse lapse(String name, List<Lookup> all, long from, long to) {
        return new Lapse(
                name,
                all.stream()
                        .filter(each -> each.due() >= from && each.due() < to)
                        .toList());
    }
}
