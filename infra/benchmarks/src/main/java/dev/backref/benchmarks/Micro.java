package dev.backref.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.results.Result;

/** Single steps by JMH, each in a process of its own: what a slower whole is made of. */
final class Micro implements Benchmark {
    private static final int ITERATION_MS = 1_000;
    private static final List<Step> STEPS = List.of(
            new Step(KeyEncoding.class, "the key of an edge"),
            new Step(
                    StoredLookups.class,
                    "ten referrers from rows in memory, with a place in the queue of a lookup thread that is busy"),
            new Step(RememberedLookups.class, "one of 10,000 remembered answers, at random"),
            new Step(
                    HookParsing.class,
                    "an event of a webhook to a record, with its share of an HTTP request of " + HookParsing.EVENTS));

    /**
     * What is measured, by the one method that it has for that.
     *
     * @param what all that the time is spent on
     */
    private record Step(Class<?> measured, String what) {}

    @Override
    public List<Row> run(Path folder, Scale scale) throws ExecutionException {
        Timing.Length length = new Timing.Length(1, scale.turns(), 2 * scale.turns(), scale.of(ITERATION_MS));
        List<Row> rows = new ArrayList<>();
        for (Step step : STEPS) {
            Result<?> result = new Timing(step.measured(), "", Map.of()).take(length);
            rows.add(Row.alone(
                    step.what(),
                    String.format(Locale.ROOT, "%.2f ± %.2f µs", result.getScore(), result.getScoreError())));
        }
        return rows;
    }
}
