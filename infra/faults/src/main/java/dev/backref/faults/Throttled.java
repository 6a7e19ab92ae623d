package dev.backref.faults;

import dev.backref.faults.parts.FaultyProxy;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.List;

/** The registry answers 429 and 503 to most of what Backref asks. */
final class Throttled {
    private Throttled() {}

    static List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        FaultyProxy proxy = bench.parts().proxy();
        Round round = new Phase(
                        1, "the registry answers 429 and 503", () -> proxy.throttle(true), () -> proxy.throttle(false))
                .run(bench, outage);
        bench.claim(
                "429 was answered %d times, and 503 %d times".formatted(proxy.tooMany(), proxy.unavailable()),
                proxy.tooMany() > 0 && proxy.unavailable() > 0);
        return List.of(round);
    }
}
