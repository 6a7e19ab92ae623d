package dev.backref.indexer.location;

import java.nio.ByteBuffer;

/**
 * What is wanted of a source.
 *
 * @param number the time at which it was asked for, in milliseconds, or its place in the queue; rows from before the
 *     time was kept lack it
 */
record Pending(long number, int flags) {
    /** A look has come back since, one that does not answer it. */
    static final int SEEN = 1;

    /** Only a caller waits for it, who is told when it fails. */
    static final int ONLY_AGAIN = 2;

    /** In the queue: a sweep or a caller waits for a look that begins behind it. */
    static final int AWAITED = 4;

    static Pending of(long number) {
        return new Pending(number, 0);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    Pending with(int flag) {
        return new Pending(number, flags | flag);
    }

    static Pending read(byte[] row) {
        if (row.length < Long.BYTES) {
            return of(0);
        }
        ByteBuffer bytes = ByteBuffer.wrap(row);
        return new Pending(bytes.getLong(), bytes.hasRemaining() ? bytes.get() : 0);
    }

    byte[] toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + (flags == 0 ? 0 : 1)).putLong(number);
        return flags == 0 ? bytes.array() : bytes.put((byte) flags).array();
    }
}
