package dev.backref.ingest.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A glob of names. It goes along a name once and keeps every place of the glob that it can be at as a bit, so a name takes
 * the same time whatever the glob is.
 */
final class Glob {
    private static final char SEPARATOR = '/';

    /** What stands between the stars. A name is at place {@code n} when it has the first {@code n} of these. */
    private final List<Character> singles = new ArrayList<>();

    /** By a character, the places at which it is the next. */
    private final Map<Character, long[]> next = new HashMap<>();

    /** The places at which any character is the next, but for a separator. */
    private final long[] anyNext;

    /** The places at which any character can stay, but for a separator. */
    private final long[] staysWithin;

    /** The places at which any can. */
    private final long[] stays;

    private final long[] never;

    Glob(String text) {
        int words = text.length() / Long.SIZE + 1;
        anyNext = new long[words];
        staysWithin = new long[words];
        stays = new long[words];
        never = new long[words];
        for (int at = 0; at < text.length(); at++) {
            if (text.startsWith("**", at)) {
                add(stays);
                at++;
            } else {
                add(text.charAt(at));
            }
        }
    }

    private void add(char each) {
        if (each == '*') {
            add(staysWithin);
            return;
        }
        add(each == '?' ? anyNext : next.computeIfAbsent(each, first -> new long[never.length]));
        singles.add(each);
    }

    private void add(long[] places) {
        places[singles.size() / Long.SIZE] |= 1L << singles.size();
    }

    boolean matches(String name) {
        long[] places = new long[never.length];
        places[0] = 1;
        for (int at = 0; at < name.length(); at++) {
            go(places, name.charAt(at));
        }
        long last = places[singles.size() / Long.SIZE];
        return ((last >>> singles.size()) & 1) == 1;
    }

    private void go(long[] places, char each) {
        long[] named = next.getOrDefault(each, never);
        long carried = 0;
        for (int word = 0; word < places.length; word++) {
            long going = named[word];
            long staying = stays[word];
            if (each != SEPARATOR) {
                going |= anyNext[word];
                staying |= staysWithin[word];
            }
            going &= places[word];
            places[word] = (places[word] & staying) | (going << 1) | carried;
            carried = going >>> (Long.SIZE - 1);
        }
    }
}
