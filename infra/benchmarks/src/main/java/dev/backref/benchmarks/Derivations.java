package dev.backref.benchmarks;

import dev.backref.benchmarks.Timing.Length;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * What follows from a manifest, by its form, beside its JSON read and no more: whatever is derived, that has to be done. All
 * in one process, as an index reads all forms: in one of its own, each turn would measure the compiler at its work.
 */
final class Derivations implements Benchmark {
    private static final int ITERATION_MS = 500;
    private static final int WARMING = 10;

    /** The same manifest, derived from and then only read; each in microseconds. */
    private record Turn(double derived, double read) {
        static Turn of(ManifestForm form, Length length) throws ExecutionException {
            return new Turn(micros(form, "derive", length), micros(form, "tree", length));
        }

        double ratio() {
            return derived / read;
        }
    }

    @Override
    public List<Row> run(Path folder, Scale scale) throws ExecutionException {
        Length length = Length.here(scale.of(ITERATION_MS));
        turns(length, WARMING);
        List<Row> rows = new ArrayList<>();
        turns(length, 2 * scale.turns()).forEach((form, turns) -> rows.add(row(form, turns)));
        return rows;
    }

    private static Map<ManifestForm, List<Turn>> turns(Length length, int count) throws ExecutionException {
        Map<ManifestForm, List<Turn>> taken = new EnumMap<>(ManifestForm.class);
        for (int turn = 0; turn < count; turn++) {
            for (ManifestForm form : ManifestForm.values()) {
                taken.computeIfAbsent(form, first -> new ArrayList<>()).add(Turn.of(form, length));
            }
        }
        return taken;
    }

    private static double micros(ManifestForm form, String method, Length length) throws ExecutionException {
        return new Timing(ManifestParsing.class, method, Map.of("form", form.name()))
                .take(length)
                .getScore();
    }

    private static Row row(ManifestForm form, List<Turn> turns) {
        return new Row(
                String.format(
                        Locale.ROOT,
                        "what follows from %s (%,d bytes)",
                        form.what(),
                        form.found().bytes().length),
                String.format(Locale.ROOT, "%.2f µs", Turns.median(turns, Turn::derived)),
                String.format(Locale.ROOT, "its JSON as a tree: %.2f µs", Turns.median(turns, Turn::read)),
                Turns.median(turns, Turn::ratio),
                new Goal.None());
    }
}
