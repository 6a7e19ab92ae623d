package dev.backref.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Questions to an index in this process. They take turns, so that all see the same noise, and the medians count. */
final class InTurn {
    private static final int ASKED = 400;
    private static final Goal GOAL = new Goal.AtMost(1.5);

    private InTurn() {}

    /**
     * Something that is asked again and again.
     *
     * @param what it is, in a line of the results
     */
    record Question(String what, Runnable asking) {
        /** Nanoseconds that it takes once. */
        long ask() {
            long began = System.nanoTime();
            asking.run();
            return System.nanoTime() - began;
        }
    }

    /** Each of some questions beside one whose answer is as long: what is not returned must cost nothing. */
    static List<Row> beside(Question baseline, List<Question> questions) {
        List<Question> all =
                Stream.concat(Stream.of(baseline), questions.stream()).toList();
        List<Double> medians = medians(all);
        return IntStream.range(1, all.size())
                .mapToObj(number -> new Row(
                        all.get(number).what(),
                        micros(medians.get(number)),
                        baseline.what() + ": " + micros(medians.get(0)),
                        medians.get(number) / medians.get(0),
                        GOAL))
                .toList();
    }

    /** Microseconds of each. */
    private static List<Double> medians(List<Question> questions) {
        List<List<Long>> times = questions.stream()
                .<List<Long>>map(question -> new ArrayList<>())
                .toList();
        for (int turn = 0; turn < 2 * ASKED; turn++) {
            boolean warm = turn >= ASKED;
            for (int number = 0; number < times.size(); number++) {
                long nanos = questions.get(number).ask();
                if (warm) {
                    times.get(number).add(nanos);
                }
            }
        }
        return times.stream()
                .map(taken -> Turns.median(taken, Long::doubleValue) / 1_000)
                .toList();
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.0f µs", micros);
    }
}
