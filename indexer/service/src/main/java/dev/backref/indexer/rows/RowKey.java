package dev.backref.indexer.rows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * The key of a row: a table's letter and then components, each ended by a zero byte, so that a key that lacks its last
 * components is the prefix of exactly those that have them. Keys sort by their components in order.
 */
public final class RowKey {
    private static final byte END = 0;

    /** A zero inside a component, written as two bytes that valid UTF-8 never has: an artifact type can hold anything. */
    private static final byte[] ZERO = {(byte) 0xC0, (byte) 0x80};

    private final byte[] bytes;

    private RowKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The prefix of every row of a table. */
    public static RowKey of(String table) {
        return new RowKey(new byte[0]).text(table);
    }

    /** A key as a store gave it. */
    public static RowKey read(Bytes stored) {
        return new RowKey(stored.get());
    }

    /** This key with one more component. */
    public RowKey text(String component) {
        byte[] utf8 = component.getBytes(StandardCharsets.UTF_8);
        if (component.indexOf(END) >= 0) {
            utf8 = withoutZeros(utf8);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + utf8.length + 1); // The last one is END.
        System.arraycopy(utf8, 0, longer, bytes.length, utf8.length);
        return new RowKey(longer);
    }

    private static byte[] withoutZeros(byte[] utf8) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream(utf8.length + ZERO.length);
        for (byte each : utf8) {
            if (each == END) {
                longer.writeBytes(ZERO);
            } else {
                longer.write(each);
            }
        }
        return longer.toByteArray();
    }

    /** This key with a time, in milliseconds and not before 1970, that sorts as times do. */
    public RowKey time(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("a time before 1970: " + millis);
        }
        return number(millis);
    }

    /** This key with a number, not below 0, that sorts as numbers do. */
    public RowKey number(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number below 0: " + number);
        }
        return new RowKey(ByteBuffer.allocate(bytes.length + Long.BYTES)
                .put(bytes)
                .putLong(number)
                .array());
    }

    /** For a store. */
    public Bytes bytes() {
        return Bytes.wrap(bytes);
    }

    /** The least key behind every key that this one is a prefix of; no row has it. */
    public Bytes end() {
        byte[] end = Arrays.copyOf(bytes, bytes.length);
        end[end.length - 1]++; // The last byte of a prefix ended by text() is the zero that ends a component.
        return Bytes.wrap(end);
    }

    /** The least key behind this very one. */
    public Bytes next() {
        return Bytes.wrap(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** Compares what stands behind a prefix with what stands behind another one in another key. */
    public int compareBehind(RowKey prefix, RowKey other, RowKey otherPrefix) {
        return Arrays.compareUnsigned(
                bytes, prefix.bytes.length, bytes.length, other.bytes, otherPrefix.bytes.length, other.bytes.length);
    }

    /** Reads the components behind a prefix, one after the other. */
    public Reader behind(RowKey prefix) {
        return new Reader(bytes, prefix.bytes.length);
    }

    /** The components of a key that are still to be read. */
    public static final class Reader {
        private final byte[] bytes;
        private int at;

        private Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        /** The next component. One that held a zero byte is not given back as it was, and never needs to be. */
        public String text() {
            int start = at;
            while (bytes[at] != END) {
                at++;
            }
            String component = new String(bytes, start, at - start, StandardCharsets.UTF_8);
            at++;
            return component;
        }

        /** Whether there is another component. */
        public boolean more() {
            return at < bytes.length;
        }

        /** The next component where that is a time. */
        public long time() {
            return number();
        }

        /** The next component where that is a number. */
        public long number() {
            long number = ByteBuffer.wrap(bytes, at, Long.BYTES).getLong();
            at += Long.BYTES;
            return number;
        }
    }
}
