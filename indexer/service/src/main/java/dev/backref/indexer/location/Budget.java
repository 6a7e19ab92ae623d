package dev.backref.indexer.location;

/** How much one call may still do: a Kafka transaction that takes too long is aborted, and would begin again for ever. */
final class Budget {
    /** Assertions or edges changed in one call; each writes up to ten records: rows, counts, what is wanted, a fact. */
    static final int CHANGES = 80;

    private static final int READS = 1_000;

    private int changes;
    private int reads = READS;

    Budget(int changes) {
        this.changes = changes;
    }

    boolean left() {
        return changes > 0 && reads > 0;
    }

    void changed() {
        changes--;
    }

    void read() {
        reads--;
    }
}
