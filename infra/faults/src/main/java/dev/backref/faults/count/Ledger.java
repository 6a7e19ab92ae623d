package dev.backref.faults.count;

import dev.backref.faults.count.Announcement.What;
import java.util.HashSet;
import java.util.Set;

/**
 * What must have been announced, from what the registry's storage held each time that everything had settled: an edge that
 * was not there and is was added once, one that was there and is not was removed once.
 */
public final class Ledger {
    private final Counts<What> expected = new Counts<>();
    private final Set<Edge> ever = new HashSet<>();
    private Set<Edge> edges = Set.of();

    /**
     * Notes what the registry holds now.
     *
     * @return the edges that appeared or vanished since
     */
    public Set<Edge> note(Set<Edge> now) {
        Set<Edge> changed = new HashSet<>();
        now.stream().filter(edge -> !edges.contains(edge)).forEach(edge -> {
            expected.add(new What(Announcement.Type.ADDED, edge));
            changed.add(edge);
        });
        edges.stream().filter(edge -> !now.contains(edge)).forEach(edge -> {
            expected.add(new What(Announcement.Type.REMOVED, edge));
            changed.add(edge);
        });
        edges = Set.copyOf(now);
        ever.addAll(now);
        return changed;
    }

    /** What the registry held when that was last noted. */
    public Set<Edge> edges() {
        return edges;
    }

    /** All edges that the registry has ever held when that was noted. */
    public Set<Edge> ever() {
        return Set.copyOf(ever);
    }

    /** How often what must have been announced. */
    public Counts<What> expected() {
        return expected;
    }
}
