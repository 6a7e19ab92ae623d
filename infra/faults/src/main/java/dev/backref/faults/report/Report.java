package dev.backref.faults.report;

import dev.backref.faults.count.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run came to.
 *
 * @param title what was run, with its seed
 * @param resumed how often the reader of the feed came back with its last id
 */
public record Report(String title, List<Round> rounds, Verdict verdict, int resumed, Findings findings) {
    private static final int MOST_LISTED = 20;

    public Report {
        rounds = List.copyOf(rounds);
    }

    /** Whether nothing was lost or repeated, and everything else is as it must be. */
    public boolean holds() {
        return findings.wrong().isEmpty() && verdict.holds();
    }

    /** The same with one more thing that must not have been. */
    public Report with(String problem) {
        return new Report(title, rounds, verdict, resumed, findings.with(problem));
    }

    /** The one table, and what is wrong. */
    public String summary() {
        StringBuilder text = new StringBuilder(new Table(List.of(
                        "rounds",
                        "pushes",
                        "deletes",
                        "per second",
                        "kills",
                        "ready p50 s",
                        "ready max s",
                        "expected",
                        "found",
                        "lost",
                        "repeated",
                        "added",
                        "removed",
                        "updated",
                        "feed seen",
                        "feed lost",
                        "feed repeated"))
                .row(cells())
                .toString());
        List<String> wrong = wrong();
        wrong.stream().limit(MOST_LISTED).forEach(each -> text.append("\n- ").append(each));
        if (wrong.size() > MOST_LISTED) {
            text.append("\n- and ").append(wrong.size() - MOST_LISTED).append(" more");
        }
        return text.append(holds() ? "\nNothing lost, nothing repeated.\n" : "\n\nFAILED\n")
                .toString();
    }

    /** Writes the table with the raw counts of every round, and where it was run. */
    public void write(Path file, String machine) {
        Table raw = new Table(Round.HEADS);
        rounds.forEach(round -> raw.row(round.row()));
        String text = """
                # %s

                %s

                %s
                %s
                The feed's reader was cut off and came back %d times. What the columns mean and cannot show: infra/faults/RATIONALE.md.

                ## Raw counts

                %s""".formatted(title, machine, summary(), findings, resumed, raw);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
    }

    private List<String> cells() {
        int pushes = rounds.stream()
                .mapToInt(round -> round.outcome().done().pushes())
                .sum();
        int deletes = rounds.stream()
                .mapToInt(round -> round.outcome().done().deletes())
                .sum();
        List<Duration> ready = rounds.stream().map(Round::ready).sorted().toList();
        return List.of(
                Integer.toString(rounds.size()),
                Integer.toString(pushes),
                Integer.toString(deletes),
                String.format(Locale.ROOT, "%.1f", perSecond()),
                Integer.toString(
                        rounds.stream().mapToInt(round -> round.kills().size()).sum()),
                ready.isEmpty() ? "-" : Round.seconds(ready.get(ready.size() / 2)),
                ready.isEmpty() ? "-" : Round.seconds(ready.get(ready.size() - 1)),
                Integer.toString(verdict.expected()),
                Integer.toString(verdict.found()),
                Integer.toString(verdict.lost()),
                Integer.toString(verdict.repeated()),
                Integer.toString(verdict.announced().added()),
                Integer.toString(verdict.announced().removed()),
                Integer.toString(verdict.announced().updated()),
                Integer.toString(verdict.feed().seen()),
                Integer.toString(verdict.feed().lost()),
                Integer.toString(verdict.feed().repeated()));
    }

    /** Pushes and deletes in a second of load. */
    public double perSecond() {
        double steps = rounds.stream()
                .mapToInt(round ->
                        round.outcome().done().pushes() + round.outcome().done().deletes())
                .sum();
        Duration took =
                rounds.stream().map(round -> round.outcome().done().took()).reduce(Duration.ZERO, Duration::plus);
        return steps * 1e9 / Math.max(1, took.toNanos());
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>(findings.wrong());
        wrong.addAll(verdict.faults());
        return wrong;
    }
}
