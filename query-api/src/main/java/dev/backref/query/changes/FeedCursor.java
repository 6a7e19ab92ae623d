package dev.backref.query.changes;

import dev.backref.indexer.contract.Position;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Where a reader of the feed is: the next offset of every partition of {@code changes}. It is the SSE {@code id}, written
 * {@code <generation>.<offset>.<offset>…~<checksum>} in base 36, of characters that every client passes on as they are.
 *
 * @param generation of the index; a cursor of another one cannot be resumed
 * @param next offset of each partition
 */
public record FeedCursor(int generation, List<Long> next) {
    private static final int RADIX = 36;
    private static final int LONGEST = 20_000;

    public FeedCursor {
        next = List.copyOf(next);
        if (next.isEmpty() || next.stream().anyMatch(offset -> offset < 0)) {
            throw new IllegalArgumentException("not a cursor: " + next);
        }
    }

    static FeedCursor of(long[] next) {
        return new FeedCursor(Position.GENERATION, Arrays.stream(next).boxed().toList());
    }

    /**
     * Reads a cursor.
     *
     * @throws IllegalArgumentException quoting what is none, or was changed
     */
    public static FeedCursor parse(String text) {
        int tilde = text.indexOf('~');
        if (tilde < 0
                || text.length() > LONGEST
                || !checksum(text.substring(0, tilde)).equals(text.substring(tilde + 1))) {
            throw new IllegalArgumentException("not a cursor: \"" + text + "\"");
        }
        try {
            List<Long> numbers = Arrays.stream(text.substring(0, tilde).split("\\.", -1))
                    .map(number -> Long.parseLong(number, RADIX))
                    .toList();
            return new FeedCursor(Math.toIntExact(numbers.get(0)), numbers.subList(1, numbers.size()));
        } catch (NumberFormatException | ArithmeticException malformed) {
            throw new IllegalArgumentException("not a cursor: \"" + text + "\"", malformed);
        }
    }

    long[] offsets() {
        return next.stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether this feed, of so many partitions, wrote it. */
    boolean isOf(int partitions) {
        return generation == Position.GENERATION && next.size() == partitions;
    }

    @Override
    public String toString() {
        String numbers = Integer.toString(generation, RADIX) + "."
                + next.stream().map(offset -> Long.toString(offset, RADIX)).collect(Collectors.joining("."));
        return numbers + "~" + checksum(numbers);
    }

    /** Of a text that is given out, to tell one that was cut or edited. */
    static String checksum(String numbers) {
        CRC32 crc = new CRC32();
        crc.update(numbers.getBytes(StandardCharsets.UTF_8));
        return Long.toString(crc.getValue(), RADIX);
    }
}
