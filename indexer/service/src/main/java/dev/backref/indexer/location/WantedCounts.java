package dev.backref.indexer.location;

import dev.backref.ingest.contract.IngestTopics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * What stands at a location of the sources that are wanted there: the value of an {@code NC} row.
 *
 * @param outstanding sources asked for and not back yet
 * @param head before which no place of the queue is taken
 * @param tail the next free place of the queue
 * @param asked the time of the last question, in milliseconds; rows from before it was kept lack it
 * @param lost questions up to this time no longer count as outstanding
 */
record WantedCounts(int outstanding, long head, long tail, long asked, long lost) {
    private static final long NEVER = -1;
    static final WantedCounts NOTHING = new WantedCounts(0, 0, 0, NEVER, NEVER);
    static final int MOST_OUTSTANDING = 1_000;

    /** A question is kept in its topic for so long; one that nobody has read by then is gone, and never answered. */
    private static final Duration KEPT = IngestTopics.WANTED.retention().orElseThrow();

    /** Whether a question of that time is gone from its topic at another. */
    static boolean isLost(long asked, Instant now) {
        return now.minus(KEPT).isAfter(Instant.ofEpochMilli(asked));
    }

    boolean full() {
        return outstanding >= MOST_OUTSTANDING;
    }

    /** The same, without what is outstanding where all of it was asked for so long ago that it is lost. */
    WantedCounts at(Instant now) {
        return outstanding > 0 && isLost(asked, now) ? new WantedCounts(0, head, tail, asked, asked) : this;
    }

    WantedCounts asked(Instant at) {
        return new WantedCounts(outstanding + 1, head, tail, Math.max(asked, at.toEpochMilli()), lost);
    }

    /** The answer to a question of that time came back. */
    WantedCounts returned(long question) {
        return question > lost ? new WantedCounts(outstanding - 1, head, tail, asked, lost) : this;
    }

    WantedCounts queued() {
        return new WantedCounts(outstanding, head, tail + 1, asked, lost);
    }

    WantedCounts from(long place) {
        return new WantedCounts(outstanding, place, tail, asked, lost);
    }

    static WantedCounts read(byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row);
        return new WantedCounts(bytes.getInt(), bytes.getLong(), bytes.getLong(), time(bytes), time(bytes));
    }

    private static long time(ByteBuffer bytes) {
        return bytes.hasRemaining() ? bytes.getLong() : NEVER;
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(Integer.BYTES + 4 * Long.BYTES)
                .putInt(outstanding)
                .putLong(head)
                .putLong(tail)
                .putLong(asked)
                .putLong(lost)
                .array();
    }
}
