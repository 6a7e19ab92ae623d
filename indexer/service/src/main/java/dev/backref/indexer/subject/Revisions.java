package dev.backref.indexer.subject;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the changes of the rows that answers are read from, so that a remembered answer can be told from one that is no
 * longer so. Subjects, locations and registries share a bounded number of counters: two with one counter cost a reading,
 * never a wrong answer.
 *
 * <p>A counter is raised after the rows have changed. Whoever reads it, then the rows, and remembers both, has either
 * what the rows are now, or a counter that is about to be raised.
 */
public final class Revisions {
    private static final int COUNTERS = 1 << 14;
    private static final int STATES = COUNTERS;
    private static final int ALL = COUNTERS + 1;

    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS + 2);

    /** What is said about a subject and does not depend on where: edges of it, and its homes. */
    void subject(Digest subject) {
        counters.incrementAndGet(counter("s", subject));
    }

    /** The state of a location. */
    void location(Location location) {
        counters.incrementAndGet(counter("l", location));
        registry(location.registry()); // Its sums.
    }

    /** The state of a registry. */
    void registry(String registry) {
        counters.incrementAndGet(counter("r", registry));
        counters.incrementAndGet(STATES);
    }

    /** Any row may be another: a partition has come or gone. */
    public void everything() {
        counters.incrementAndGet(ALL);
    }

    /** Holds until an answer about a subject at a location may be another. */
    public Mark at(Location location, Digest subject) {
        return new Mark(ALL, counter("s", subject), counter("l", location), counter("r", location.registry()));
    }

    /** Holds until an answer about a subject over all locations may be another. */
    public Mark of(Digest subject) {
        return new Mark(ALL, counter("s", subject), STATES);
    }

    private static int counter(String kind, Object what) {
        int hash = (kind.hashCode() * 31 + what.hashCode()) * 0x9E3779B9;
        return (hash >>> 16 ^ hash) & (COUNTERS - 1);
    }

    /** What some counters were when it was made. */
    public final class Mark {
        private final int[] counted;
        private final long sum;

        private Mark(int... counted) {
            this.counted = counted;
            this.sum = sum();
        }

        /** Whether they still are. Counters only rise, so the sum tells. */
        public boolean holds() {
            return sum == sum();
        }

        private long sum() {
            long now = 0;
            for (int counter : counted) {
                now += counters.get(counter);
            }
            return now;
        }
    }
}
