package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the index of one partition of subjects had come: a place in {@code subject-facts}. Every answer about a subject
 * and every change of it carries one, so that a lookup can demand what a change showed, and a feed can begin where a
 * lookup ended.
 *
 * <p>Written {@code <generation>-<partition>-<offset>-<milliseconds>}; opaque to callers.
 *
 * @param generation of the index; positions of another one say nothing
 * @param offset of the last fact applied, -1 before the first
 * @param appended when the broker appended that fact
 */
public record Position(int generation, int partition, long offset, Instant appended) {
    /** The generation of the index that this program builds. */
    public static final int GENERATION = 1;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})-(\\d{1,9})-(-1|\\d{1,18})-(\\d{1,15})");

    /**
     * Reads a position.
     *
     * @throws IllegalArgumentException quoting the value when it is none
     */
    @JsonCreator
    public static Position parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a position: \"" + text + "\"");
        }
        return new Position(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Long.parseLong(parts.group(3)),
                Instant.ofEpochMilli(Long.parseLong(parts.group(4))));
    }

    @JsonValue
    @Override
    public String toString() {
        return generation + "-" + partition + "-" + offset + "-" + appended.toEpochMilli();
    }
}
