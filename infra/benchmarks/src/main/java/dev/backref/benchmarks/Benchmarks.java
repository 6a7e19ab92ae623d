package dev.backref.benchmarks;

import dev.backref.benchmarks.Benchmark.Scale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "infra/benchmarks/run",
        description = "Measures what Backref does beside what the machine could do at best, in the same run.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class Benchmarks implements Callable<Integer> {
    private static final String LARGE = "large-sweep";
    private static final String RESULTS = "infra/benchmarks/RESULTS.md";

    @Option(names = "--quick", description = "a tenth of everything; to see that it runs")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "some of: lookups, webhooks, hooks, indexing, sizes, derived, feed, sweeps, derivation, micro; or "
                            + "large-sweep, which takes too long to be among the others")
    private List<String> only = List.of();

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "where the table is written (default: " + RESULTS + ", unless --quick or --only)")
    private Optional<Path> results = Optional.empty();

    @Option(
            names = "--derived",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "images that are built from one base (default: ${DEFAULT-VALUE})")
    private int derived;

    private Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Benchmark> all = new LinkedHashMap<>();
        Path root = Path.of(System.getProperty("backref.root", "")).toAbsolutePath();
        all.put("lookups", new Lookups());
        all.put("webhooks", new Webhooks());
        all.put("hooks", new HookKinds(root));
        all.put("indexing", new Indexing());
        all.put("sizes", new SubjectSizes());
        all.put("derived", new DerivedImages(derived));
        all.put("feed", new Feed());
        all.put("sweeps", new Sweeps());
        all.put("derivation", new Derivations());
        all.put("micro", new Micro());
        if (!only.isEmpty()) {
            all.put(LARGE, new LargeSweep(root));
            all.keySet().retainAll(only);
        }
        System.out.print(Row.HEAD);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Benchmark> each : all.entrySet()) {
            Path folder = Files.createTempDirectory("backref-benchmark-" + each.getKey());
            try {
                each.getValue().run(folder, new Scale(quick)).forEach(row -> {
                    System.out.println(row);
                    rows.add(row);
                });
            } finally {
                Folder.delete(folder);
            }
        }
        Optional<Path> to =
                results.or(() -> quick || !only.isEmpty() ? Optional.empty() : Optional.of(root.resolve(RESULTS)));
        if (to.isPresent()) {
            Files.writeString(to.get(), text(root, rows));
        }
        return CommandLine.ExitCode.OK;
    }

    /** What was measured, where and with what. */
    private String text(Path root, List<Row> rows) {
        StringBuilder text = new StringBuilder("# What Backref does beside what the machine could at best\n\n");
        text.append(Machine.describe(root)).append('\n');
        text.append(quick ? "A quick run: a tenth of everything, and one turn.\n\n" : "\n");
        text.append(Row.HEAD);
        rows.forEach(row -> text.append(row).append('\n'));
        return text.append("\nWhat the lines mean and cannot show: `RATIONALE.md`.\n")
                .toString();
    }
}
