package dev.backref.faults.report;

import dev.backref.faults.load.Load;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What happened in a round.
 *
 * @param kills in their order
 * @param ready from the last kill, or from the end of an outage, until Backref was ready
 */
public record Round(int number, List<Kill> kills, Duration ready, Outcome outcome) {
    /** The heads of the columns of {@link #row}. */
    static final List<String> HEADS =
            List.of("round", "pushes", "deletes", "per second", "killed after s", "ready s", "settled s", "changes");

    public Round {
        kills = List.copyOf(kills);
    }

    /**
     * A process was killed.
     *
     * @param who which one; empty when there is only one
     * @param after since the begin of the load, or since the kill before
     */
    public record Kill(String who, Duration after) {
        @Override
        public String toString() {
            return (who + " " + seconds(after)).strip();
        }
    }

    /**
     * What the load came to.
     *
     * @param settling from the last push or delete until everything was announced
     * @param changes edges that appeared or vanished
     * @param settled whether everything was announced in time
     */
    public record Outcome(Load.Done done, Duration settling, int changes, boolean settled) {}

    /** The round in a line. */
    public String line() {
        return "round %d: %d pushes, %d deletes, %.1f per second; %sready after %s s; %ssettled after %s s; %d changes"
                .formatted(
                        number,
                        outcome.done().pushes(),
                        outcome.done().deletes(),
                        outcome.done().perSecond(),
                        kills.isEmpty() ? "" : "killed after " + killed() + " s, ",
                        seconds(ready),
                        outcome.settled() ? "" : "NOT ",
                        seconds(outcome.settling()),
                        outcome.changes());
    }

    /** The round as cells of a table. */
    List<String> row() {
        return List.of(
                Integer.toString(number),
                Integer.toString(outcome.done().pushes()),
                Integer.toString(outcome.done().deletes()),
                String.format(Locale.ROOT, "%.1f", outcome.done().perSecond()),
                killed(),
                seconds(ready),
                seconds(outcome.settling()),
                Integer.toString(outcome.changes()));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    private String killed() {
        return kills.stream().map(Kill::toString).collect(Collectors.joining(" + "));
    }
}
