package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Rows that say of which kind evidence is: whole values, or patterns in which {@code *} stands for any text. A whole value
 * counts before a pattern, and of those the longest that fits.
 *
 * @param types of artifact, config and layer media types
 * @param predicateTypes of in-toto predicate types
 * @param annotations of the values of some annotations, by their names
 */
public record KindTable(
        Map<String, Set<Kind>> types,
        Map<String, Set<Kind>> predicateTypes,
        Map<String, Map<String, Set<Kind>>> annotations) {
    /** No rows. */
    public static final KindTable EMPTY = new KindTable(Map.of(), Map.of(), Map.of());

    /**
     * Bytes of what an operator may add, as {@link #text()}: it goes with each manifest that is observed, so that a replay
     * tells again what was told.
     */
    public static final int MOST_BYTES = 8 * 1024;

    public KindTable {
        types = sorted(types, Kind::inOrder);
        predicateTypes = sorted(predicateTypes, Kind::inOrder);
        annotations = sorted(annotations, rows -> sorted(rows, Kind::inOrder));
    }

    private static <T> Map<String, T> sorted(Map<String, T> rows, UnaryOperator<T> values) {
        Map<String, T> sorted = new TreeMap<>();
        rows.forEach((name, value) -> sorted.put(name, values.apply(value)));
        return Collections.unmodifiableMap(sorted);
    }

    /** All of it in one text, the same for the same rows; absent where there are none. */
    @JsonIgnore
    public Optional<String> text() {
        return equals(EMPTY) ? Optional.empty() : Optional.of(new String(Json.write(this), StandardCharsets.UTF_8));
    }

    /**
     * Reads {@link #text()}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static KindTable parse(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), KindTable.class);
    }
}
