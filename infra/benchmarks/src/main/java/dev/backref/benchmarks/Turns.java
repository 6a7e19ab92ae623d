package dev.backref.benchmarks;

import dev.backref.benchmarks.Wrk.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A load and its baseline, which take turns; the median of the turns' ratios counts, so that noise meets both. */
record Turns(List<Turn> turns) {
    private static final int WARMING = 2;

    /** The load and right after it the baseline. */
    record Turn(Load measured, Load baseline) {
        double ratio() {
            return measured.perSecond() / baseline.perSecond();
        }
    }

    static Turns of(Wrk measured, Wrk baseline, int turns) throws IOException, InterruptedException {
        for (int warming = 0; warming < WARMING; warming++) {
            measured.run();
            baseline.run();
        }
        List<Turn> taken = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            taken.add(new Turn(measured.run(), baseline.run()));
        }
        return new Turns(taken);
    }

    Row row(String what, String beside, Goal goal) {
        String ofCpu = String.format(
                Locale.ROOT,
                ", of CPU %.2f",
                median(turns, turn -> turn.baseline().cpu() / turn.measured().cpu()));
        return new Row(
                what,
                median(Turn::measured),
                beside + ": " + median(Turn::baseline) + ofCpu,
                median(turns, Turn::ratio),
                goal);
    }

    /** The median of what each of some things says. */
    static <T> double median(List<T> things, ToDoubleFunction<T> said) {
        double[] sorted = things.stream().mapToDouble(said).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private String median(Function<Turn, Load> side) {
        List<Load> loads = turns.stream().map(side).toList();
        return new Load(median(loads, Load::perSecond), median(loads, Load::p99), median(loads, Load::cpu)).toString();
    }
}
