package dev.backref.query.walk;

import static dev.backref.query.walk.Way.BASE;
import static dev.backref.query.walk.Way.CHILD;
import static dev.backref.query.walk.Way.DERIVED;
import static dev.backref.query.walk.Way.INDEX;
import static dev.backref.query.walk.Way.REFERRER;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which ways a walk takes.
 *
 * @param ways that it takes from its subject, at least one
 * @param depth edges between the subject and the farthest manifest that is told, at least 1
 * @param turns for each way, those that may be taken behind it
 * @param tells the ways of which it tells what they lead to; the others only lead on
 */
public record Route(Set<Way> ways, int depth, Map<Way, Set<Way>> turns, Set<Way> tells) {
    private static final Set<Way> ALL = EnumSet.allOf(Way.class);

    /**
     * A graph does not turn back: from the index of a platform it does not go to the other platforms, nor from a base to all
     * that was built from it, and of evidence it tells the evidence.
     */
    private static final Map<Way, Set<Way>> ONWARD = Map.of(
            REFERRER, EnumSet.of(REFERRER),
            INDEX, EnumSet.complementOf(EnumSet.of(CHILD)),
            CHILD, EnumSet.complementOf(EnumSet.of(INDEX)),
            BASE, EnumSet.of(REFERRER, INDEX, BASE),
            DERIVED, EnumSet.complementOf(EnumSet.of(BASE)));

    private static final Map<Way, Set<Way>> TO_EVIDENCE =
            Map.of(REFERRER, Set.of(), INDEX, EnumSet.of(REFERRER), CHILD, EnumSet.of(REFERRER));

    /** What hangs on a manifest, on the indexes that list it, and on what it lists: the evidence alone. */
    public static final Route PLATFORMS =
            new Route(EnumSet.of(REFERRER, INDEX, CHILD), 2, TO_EVIDENCE, EnumSet.of(REFERRER));

    public Route {
        ways = inOrder(ways);
        turns = Map.copyOf(turns);
        tells = inOrder(tells);
    }

    /** Everything around a manifest by these ways. */
    public static Route graph(Set<Way> ways, int depth) {
        return new Route(ways, depth, ONWARD, ALL);
    }

    /** Of the ways that may be taken from a manifest, those that still may from one that this way leads to: they only become fewer. */
    Set<Way> behind(Way way, Set<Way> allowed) {
        Set<Way> still = EnumSet.noneOf(Way.class);
        still.addAll(turns.getOrDefault(way, Set.of()));
        still.retainAll(allowed);
        return Collections.unmodifiableSet(still);
    }

    /** Whether it leads anywhere but to evidence. */
    boolean isOfRelations() {
        return ways.stream().anyMatch(way -> way.relation().isPresent());
    }

    /** Tells it from other routes, in cursors. */
    String mark() {
        return depth + initials(ways) + "-" + initials(tells);
    }

    private static String initials(Set<Way> ways) {
        return ways.stream().map(way -> way.word().substring(0, 1)).collect(Collectors.joining());
    }

    private static Set<Way> inOrder(Set<Way> ways) {
        return Collections.unmodifiableSet(EnumSet.copyOf(ways));
    }
}
