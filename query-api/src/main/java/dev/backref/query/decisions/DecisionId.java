package dev.backref.query.decisions;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the record of a decision, written {@code <partition>-<offset>-<nonce>}: where it stands in the topic, and what stands in
 * it and nobody can guess. So it needs no table, and names nothing where another record has come to stand there.
 *
 * @param nonce 32 hex digits
 */
record DecisionId(int partition, long offset, String nonce) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})-(\\d{1,18})-([0-9a-f]{32})");
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException quoting what is none
     */
    static DecisionId parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not the id of a decision: \"" + text + "\"");
        }
        return new DecisionId(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)), parts.group(3));
    }

    /** Of a record that is to be written. */
    static String newNonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    @Override
    public String toString() {
        return partition + "-" + offset + "-" + nonce;
    }
}
