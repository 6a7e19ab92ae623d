package dev.backref.benchmarks;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One method timed by JMH, in microseconds.
 *
 * @param method of the class that is measured; empty where it has only one for that
 * @param parameters of the class, by their names
 */
record Timing(Class<?> measured, String method, Map<String, String> parameters) {
    Timing {
        parameters = Map.copyOf(parameters);
    }

    /**
     * How long, and where.
     *
     * @param processes of its own; with none it is timed in this one
     * @param measurements iterations that count
     */
    record Length(int processes, int warmups, int measurements, int iterationMs) {
        /** Once and in this process, for what takes turns. */
        static Length here(int iterationMs) {
            return new Length(0, 0, 1, iterationMs);
        }
    }

    Result<?> take(Length length) throws ExecutionException {
        TimeValue iteration = TimeValue.milliseconds(length.iterationMs());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(measured.getName() + "\\." + method)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(length.processes())
                .warmupIterations(length.warmups())
                .warmupTime(iteration)
                .measurementIterations(length.measurements())
                .measurementTime(iteration)
                .shouldFailOnError(true) // Or what failed would only be missing.
                .verbosity(VerboseMode.SILENT);
        parameters.forEach(options::param);
        try {
            return new Runner(options.build()).runSingle().getPrimaryResult();
        } catch (RunnerException failed) {
            throw new ExecutionException(measured.getSimpleName() + ": " + failed.getMessage(), failed);
        }
    }
}
