package dev.backref.ingest.sweep;

import java.util.Comparator;

/** The order of lines' UTF-8 bytes, without making the bytes. */
final class LineOrder implements Comparator<String> {
    static final LineOrder UTF_8 = new LineOrder();

    private LineOrder() {}

    /** UTF-16 differs in one thing: its surrogates stand for what UTF-8 has last, and are not the last themselves. */
    @Override
    public int compare(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int at = 0; at < shorter; at++) {
            char one = left.charAt(at);
            char other = right.charAt(at);
            if (one != other) {
                return Character.isSurrogate(one) == Character.isSurrogate(other)
                        ? Character.compare(one, other)
                        : Boolean.compare(Character.isSurrogate(one), Character.isSurrogate(other));
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
