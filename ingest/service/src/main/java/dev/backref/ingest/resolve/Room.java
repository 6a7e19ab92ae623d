package dev.backref.ingest.resolve;

/**
 * How much of one registry may wait in memory; what is more waits in the log. Each registry has as much room as any other,
 * so that one that hangs takes none of theirs.
 *
 * @param share sources at which something is left to do, at least 1
 */
record Room(int share) {
    Room {
        if (share < 1) {
            throw new IllegalArgumentException("room for nothing: \"" + share + "\"");
        }
    }

    /** Room for each of so many registries; all resolvers count alike, so that one can take over from another. */
    static Room of(int most, int registries) {
        return new Room(Math.max(1, most / Math.max(1, registries)));
    }

    boolean hasMore(Lane lane, int pending) {
        return pending < most(lane);
    }

    /**
     * Whether there is enough for going back to what was left in the log, a good piece at a time; for webhooks also where
     * the index takes all that it may.
     */
    boolean hasMuch(Lane lane, int pending) {
        return pending < Math.max(1, most(lane) * 3 / 4);
    }

    private int most(Lane lane) {
        return lane == Lane.REPORTED ? share : Math.max(1, share / 2);
    }
}
