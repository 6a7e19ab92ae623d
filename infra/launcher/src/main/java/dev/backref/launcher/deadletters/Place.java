package dev.backref.launcher.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dead letter stands in its topic. It is written {@code partition@offset}. */
public record Place(int partition, long offset) implements Comparable<Place> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException quoting what is none
     */
    public static Place parse(String text) {
        Matcher place = TEXT.matcher(text);
        if (!place.matches()) {
            throw new IllegalArgumentException("not a place, as partition@offset: \"" + text + "\"");
        }
        return new Place(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
    }

    @Override
    public int compareTo(Place other) {
        return partition == other.partition ? Long.compare(offset, other.offset) : partition - other.partition;
    }

    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
