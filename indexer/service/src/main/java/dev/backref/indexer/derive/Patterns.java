package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table of types: whole ones, and patterns in which {@code *} stands for any text, of which the longest that fits counts.
 */
final class Patterns {
    private static final String ANY = "*";
    private static final Comparator<Pattern> LONGEST_FIRST = Comparator.comparing(
                    (Pattern pattern) -> -pattern.row().pattern().length())
            .thenComparing(pattern -> pattern.row().pattern());

    /** No rows. */
    static final Patterns NONE = new Patterns(Map.of(), Optional.empty());

    private final Map<String, Set<Kind>> table;
    private final Optional<Patterns> others;
    private final List<Pattern> patterns;

    /** @param others that count where none of these rows fits */
    Patterns(Map<String, Set<Kind>> table, Patterns others) {
        this(table, Optional.of(others));
    }

    private Patterns(Map<String, Set<Kind>> table, Optional<Patterns> others) {
        this.table = table;
        this.others = others;
        this.patterns = table.entrySet().stream()
                .filter(row -> row.getKey().contains(ANY))
                .map(row -> Pattern.of(new Row(row.getKey(), row.getValue())))
                .sorted(LONGEST_FIRST)
                .toList();
    }

    /** A row of the table. */
    record Row(String pattern, Set<Kind> kinds) {}

    /**
     * A row with a star.
     *
     * @param first the text before its first star
     * @param inner the texts between its stars
     * @param last the text behind its last star
     */
    private record Pattern(Row row, String first, List<String> inner, String last) {
        static Pattern of(Row row) {
            List<String> parts = List.of(row.pattern().split("\\*", -1));
            int end = parts.size() - 1;
            return new Pattern(row, parts.get(0), parts.subList(1, end), parts.get(end));
        }

        boolean fits(String type) {
            int end = type.length() - last.length();
            if (end < first.length() || !type.startsWith(first) || !type.endsWith(last)) {
                return false;
            }
            int at = first.length();
            for (String part : inner) {
                int found = type.indexOf(part, at);
                if (found < 0 || found + part.length() > end) {
                    return false;
                }
                at = found + part.length();
            }
            return true;
        }
    }

    /** The row that counts for a type. */
    Optional<Row> find(String type) {
        Set<Kind> whole = table.get(type);
        return whole == null
                ? patterns.stream()
                        .filter(pattern -> pattern.fits(type))
                        .findFirst()
                        .map(Pattern::row)
                        .or(() -> others.flatMap(each -> each.find(type)))
                : Optional.of(new Row(type, whole));
    }
}
