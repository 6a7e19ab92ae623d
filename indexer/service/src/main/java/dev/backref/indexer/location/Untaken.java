package dev.backref.indexer.location;

import java.nio.charset.StandardCharsets;

/**
 * Why a source could not be taken, or is not given out: the first line of the value of an {@code X} or {@code H} row.
 *
 * @param reason in a word
 * @param looked when they looked that found that, in milliseconds; 0 in rows from before it was kept
 */
record Untaken(String reason, long looked) {
    /** Of what is there, and cannot be read here. */
    static final String UNREADABLE = "undecodable-manifest";

    private static final String BETWEEN = " ";

    static Untaken read(byte[] row) {
        return read(new String(row, StandardCharsets.UTF_8));
    }

    static Untaken read(String row) {
        String line = row.lines().findFirst().orElse("");
        int end = line.indexOf(BETWEEN);
        return end < 0
                ? new Untaken(line, 0)
                : new Untaken(line.substring(0, end), Long.parseLong(line.substring(end + 1)));
    }

    boolean isUnreadable() {
        return reason.equals(UNREADABLE);
    }

    @Override
    public String toString() {
        return reason + BETWEEN + looked;
    }
}
