package dev.backref.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

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
                    "an event of a webhook to a record, with its share of an HTTP request of " + HookParsing.EVENTS),
            new Step(ManifestParsing.class, "a manifest to what follows from it"));

    /**
     * What is measured, by the one method that it has for that.
     *
     * @param what all that the time is spent on
     */
    private record Step(Class<?> measured, String what) {}

    @Override
    public List<Row> run(Path folder, Scale scale) throws ExecutionException {
        List<Row> rows = new ArrayList<>();
        for (Step step : STEPS) {
            rows.add(Row.alone(step.what(), time(step, scale)));
        }
        return rows;
    }

    private static String time(Step step, Scale scale) throws ExecutionException {
        try {
            Result<?> result =
                    new Runner(options(step.measured(), scale)).runSingle().getPrimaryResult();
            return String.format(Locale.ROOT, "%.2f ± %.2f µs", result.getScore(), result.getScoreError());
        } catch (RunnerException failed) {
            throw new ExecutionException(step.what() + ": " + failed.getMessage(), failed);
        }
    }

    private static Options options(Class<?> measured, Scale scale) {
        TimeValue iteration = TimeValue.milliseconds(scale.of(ITERATION_MS));
        return new OptionsBuilder()
                .include(measured.getName() + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(scale.turns())
                .warmupTime(iteration)
                .measurementIterations(2 * scale.turns())
                .measurementTime(iteration)
                .shouldFailOnError(true) // Or what failed would only be missing.
                .verbosity(VerboseMode.SILENT)
                .build();
    }
}
