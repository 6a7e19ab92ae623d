package dev.backref.faults;

import dev.backref.faults.count.Counts;
import dev.backref.faults.count.Kcat;
import dev.backref.faults.parts.Backref;
import dev.backref.faults.parts.FaultyProxy;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The index's state is deleted, at rest and then in the midst of load: it is rebuilt from Kafka alone. */
final class StateDeleted {
    private static final Duration AWAY = Duration.ofSeconds(2);

    private StateDeleted() {}

    static List<Round> run(Bench bench) throws InterruptedException {
        atRest(bench);
        Backref backref = bench.parts().backref();
        Phase underLoad = new Phase(1, "Backref is killed and its state deleted", backref::kill, () -> {
            backref.deleteState();
            backref.start();
        });
        return List.of(underLoad.run(bench, AWAY));
    }

    private static void atRest(Bench bench) throws InterruptedException {
        System.out.println("Backref is stopped and its state deleted");
        Backref backref = bench.parts().backref();
        FaultyProxy proxy = bench.parts().proxy();
        bench.awaitIdle();
        Map<String, String> answers = bench.answers().texts(bench.ledger().ever());
        Counts<String> changes = Kcat.read(bench.parts().bootstrap()).ids();
        long requests = proxy.requests();
        backref.stop();
        backref.deleteState();
        backref.start();
        Duration ready = backref.awaitReady();
        System.out.println("  ready after " + ready.toMillis() + " ms");
        bench.claim(
                "all " + answers.size() + " answers are the same, byte for byte",
                bench.answers().texts(bench.ledger().ever()).equals(answers));
        bench.awaitIdle();
        Counts<String> after = Kcat.read(bench.parts().bootstrap()).ids();
        bench.claim(
                "no new change is announced, " + after.total() + " as before",
                after.minus(changes).total() + changes.minus(after).total() == 0);
        bench.claim("the registry was asked " + (proxy.requests() - requests) + " times", proxy.requests() == requests);
    }
}
