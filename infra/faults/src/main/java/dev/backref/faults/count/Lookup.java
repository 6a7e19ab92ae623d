package dev.backref.faults.count;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * One lookup of many, and its answer.
 *
 * @param due when it had to be sent, as {@link System#nanoTime} has it
 * @param took from then until the whole answer was there
 * @param what in words
 * @param expected edges that must be in the answer
 * @param status 0 for none
 * @param byStandby whether the answer says so
 * @param found edges in the answer
 */
public record Lookup(
        long due, Duration took, String what, Set<Edge> expected, int status, boolean byStandby, Set<Edge> found) {
    private static final int OK = 200;

    public Lookup {
        expected = Set.copyOf(expected);
        found = Set.copyOf(found);
    }

    /** Whether it was not answered with status 200. */
    public boolean failed() {
        return status != OK;
    }

    /** Whether it was answered with nothing, though there is something. */
    public boolean empty() {
        return !failed() && found.isEmpty();
    }

    /** Whether an answer lacks some of what is there. */
    public boolean partial() {
        return !failed() && !empty() && !found.containsAll(expected);
    }

    /** What is wrong with it, in words. */
    public String complaint() {
        Set<String> missing = new TreeSet<>();
        expected.stream().filter(edge -> !found.contains(edge)).forEach(edge -> missing.add(edge.referrer()));
        return "%d%s for %s, lacks %s".formatted(status, byStandby ? " of a standby" : "", what, missing);
    }
}
