package dev.backref.faults.count;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often something was seen. */
public final class Counts<T> {
    private static final int MOST_SHOWN = 3;

    private final Map<T, Integer> counts = new HashMap<>();

    void add(T what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** How often this was. */
    int of(T what) {
        return counts.getOrDefault(what, 0);
    }

    /** Of all together. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What was seen, each once. */
    public List<T> seen() {
        return List.copyOf(counts.keySet());
    }

    /** What is in this one more often than in another, and by how much. */
    public Counts<T> minus(Counts<T> other) {
        Counts<T> more = new Counts<>();
        counts.forEach((what, count) -> {
            int difference = count - other.of(what);
            if (difference > 0) {
                more.counts.put(what, difference);
            }
        });
        return more;
    }

    Counts<T> copy() {
        return minus(new Counts<>());
    }

    /** How many there are, and some of them. */
    @Override
    public String toString() {
        List<T> some = counts.keySet().stream().limit(MOST_SHOWN).toList();
        return total() + (some.isEmpty() ? "" : " such as " + some);
    }
}
