package dev.backref.indexer.subject;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * How far a partition of subjects has come: the value of its {@code O} row.
 *
 * @param offset of the last fact applied
 * @param appended when the broker appended it
 */
public record Applied(long offset, Instant appended) {
    /** Before the first fact. */
    public static final Applied NOTHING = new Applied(-1, Instant.EPOCH);

    byte[] toBytes() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(offset)
                .putLong(appended.toEpochMilli())
                .array();
    }

    /** Reads the row. */
    public static Applied read(byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row);
        return new Applied(bytes.getLong(), Instant.ofEpochMilli(bytes.getLong()));
    }
}
