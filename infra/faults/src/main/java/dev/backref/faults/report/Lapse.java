package dev.backref.faults.report;

import dev.backref.faults.count.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The lookups that were due in a while, counted. */
public record Lapse(String name, List<Lookup> lookups) {
    private static final double NANOS_PER_MS = 1e6;

    public Lapse {
        lookups = List.copyOf(lookups);
    }

    /** Those that were not answered. */
    public long failed() {
        return lookups.stream().filter(Lookup::failed).count();
    }

    /** Those that were answered with nothing. */
    public long empty() {
        return lookups.stream().filter(Lookup::empty).count();
    }

    /** Those whose answers lack something. */
    public long partial() {
        return lookups.stream().filter(Lookup::partial).count();
    }

    /** Those that a standby answered. */
    public long byStandby() {
        return lookups.stream().filter(Lookup::byStandby).count();
    }

    /** A table with a row for each. */
    public static String table(List<Lapse> lapses) {
        Table table = new Table(List.of(
                "lookups", "answers", "failed", "empty", "partial", "from a standby", "p50 ms", "p99 ms", "max ms"));
        lapses.forEach(each -> table.row(each.cells()));
        return table.toString();
    }

    private List<String> cells() {
        return List.of(
                name,
                Integer.toString(lookups.size()),
                Long.toString(failed()),
                Long.toString(empty()),
                Long.toString(partial()),
                Long.toString(byStandby()),
                within(0.5),
                within(0.99),
                within(1));
    }

    private String within(double share) {
        List<Duration> sorted = lookups.stream().map(Lookup::took).sorted().toList();
        return sorted.isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.1f",
                        sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1))
                                        .toNanos()
                                / NANOS_PER_MS);
    }
}
