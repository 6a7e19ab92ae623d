package dev.backref.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** One measurement, with its baseline. */
@FunctionalInterface
interface Benchmark {
    /**
     * Runs it.
     *
     * @param folder of its own, empty
     */
    List<Row> run(Path folder, Scale scale) throws IOException, InterruptedException, ExecutionException;

    /** How large and how long. */
    record Scale(boolean quick) {
        private static final int SMALLER = 10;

        /** So many, or a tenth. */
        int of(int many) {
            return quick ? many / SMALLER : many;
        }

        /** Of one load. */
        int seconds() {
            return quick ? 3 : 8;
        }

        /** How often measurement and baseline take turns; the median of the ratios counts. */
        int turns() {
            return quick ? 3 : 5;
        }
    }
}
