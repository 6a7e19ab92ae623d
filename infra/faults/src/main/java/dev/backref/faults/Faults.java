package dev.backref.faults;

import dev.backref.faults.count.Verdict;
import dev.backref.faults.parts.Folder;
import dev.backref.faults.parts.Parts;
import dev.backref.faults.report.Machine;
import dev.backref.faults.report.Report;
import dev.backref.faults.report.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "infra/faults/run",
        description = "Kills Backref under load, or takes away what it needs, and counts what was lost or repeated.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing was lost or repeated", "1:something was, or is not as it must be", "2:usage"})
final class Faults implements Callable<Integer> {
    private static final Path RESULTS = Path.of("infra/faults/RESULTS.md");
    private static final double LEAST_PER_SECOND = 50;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds with kills (default: ${DEFAULT-VALUE})")
    private int rounds = 10;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "of pushes, deletes and kills (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            converter = ScenarioConverter.class,
            description =
                    "instead of rounds, one of: broker-away, registry-away, throttled, backref-stopped, state-deleted, "
                            + "indexer-killed (one of two, each the standby of the other), webhooks-dropped")
    private Optional<Scenario> scenario = Optional.empty();

    @Option(
            names = "--outage",
            paramLabel = "SECONDS",
            description = "how long a scenario takes something away (default: ${DEFAULT-VALUE})")
    private int outage = 60;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "pushes and deletes per second (default: ${DEFAULT-VALUE})")
    private double rate = 64;

    @Option(names = "--apart", description = "rounds with a process for each role, and a broker in another")
    private boolean apart;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "where the raw counts are written (default: infra/faults/RESULTS.md; of a scenario, and of "
                    + "roles that are apart, results/<name>.md beside it)")
    private Optional<Path> results = Optional.empty();

    private Faults() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Faults()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path root = Path.of(System.getProperty("backref.root", "")).toAbsolutePath();
        Path folder = Files.createTempDirectory("backref-faults-");
        System.out.println("logs and data in " + folder);
        Report report = run(root, folder);
        System.out.println("\n" + report.title() + "\n\n" + report.summary());
        report.write(results.orElseGet(() -> root.resolve(kept())), Machine.describe(root));
        if (report.holds()) {
            Folder.delete(folder);
            return CommandLine.ExitCode.OK;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private Report run(Path root, Path folder) throws InterruptedException {
        Parts.Setup setup = new Parts.Setup(
                root.resolve("backref"),
                folder,
                seed,
                layout(),
                scenario.map(Scenario::between).orElse(Parts.Between.NOTHING));
        try (Bench bench = Bench.start(setup, rate)) {
            List<Round> done = scenario.isPresent()
                    ? scenario.get().run(bench, Duration.ofSeconds(outage))
                    : new KillRounds(bench, seed).run(rounds);
            Verdict verdict = bench.verdict();
            Report report = new Report(title(), done, verdict, bench.feed().resumed(), bench.findings());
            return report.perSecond() >= LEAST_PER_SECOND
                    ? report
                    : report.with("fewer than %.0f pushes and deletes per second".formatted(LEAST_PER_SECOND));
        }
    }

    private Parts.Layout layout() {
        if (scenario.isPresent()) {
            return scenario.get().layout();
        }
        return apart ? Parts.Layout.APART : Parts.Layout.STANDALONE;
    }

    private Path kept() {
        if (scenario.isPresent()) {
            return RESULTS.resolveSibling("results").resolve(scenario.get() + ".md");
        }
        return apart ? RESULTS.resolveSibling("results").resolve("apart.md") : RESULTS;
    }

    private String title() {
        return scenario.map(name -> "Scenario " + name + " (--outage " + outage + ")")
                        .orElse(rounds + " rounds with kill -9" + (apart ? " of one of three roles or the broker" : ""))
                + ", seed " + seed;
    }

    /** Reads the name of a scenario. */
    static final class ScenarioConverter implements CommandLine.ITypeConverter<Scenario> {
        @Override
        public Scenario convert(String name) {
            return Scenario.parse(name);
        }
    }
}
