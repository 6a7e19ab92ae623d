package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.KindTable;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the operator's own rows of the table of kinds. */
final class KindsBinding {
    private static final String KINDS = "kinds";
    private static final List<String> TABLES = List.of("types", "predicateTypes", "annotations");

    private final List<String> problems;

    KindsBinding(List<String> problems) {
        this.problems = problems;
    }

    KindTable read(JsonNode kinds) {
        int before = problems.size();
        if (!isMap(kinds, KINDS)) {
            return KindTable.EMPTY;
        }
        kinds.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !TABLES.contains(key))
                .forEach(key ->
                        problems.add(KINDS + "." + key + ": no such key; there are " + String.join(", ", TABLES)));
        Map<String, Map<String, Set<Kind>>> annotations = new TreeMap<>();
        if (isMap(kinds.path("annotations"), KINDS + ".annotations")) {
            kinds.path("annotations").properties().forEach(each -> {
                if (each.getKey().isBlank()) {
                    problems.add(KINDS + ".annotations: has rows for what is empty");
                }
                annotations.put(each.getKey(), rows(each.getValue(), KINDS + ".annotations." + each.getKey()));
            });
        }
        KindTable table = new KindTable(
                rows(kinds.path("types"), KINDS + ".types"),
                rows(kinds.path("predicateTypes"), KINDS + ".predicateTypes"),
                annotations);
        int bytes = table.text().orElse("").getBytes(StandardCharsets.UTF_8).length;
        if (bytes > KindTable.MOST_BYTES) {
            problems.add(KINDS + ": has " + bytes + " bytes written as JSON, and may have " + KindTable.MOST_BYTES
                    + ": it goes with each manifest");
        }
        return problems.size() == before ? table : KindTable.EMPTY;
    }

    private Map<String, Set<Kind>> rows(JsonNode table, String path) {
        Map<String, Set<Kind>> rows = new TreeMap<>();
        if (isMap(table, path)) {
            table.properties().forEach(row -> {
                if (row.getKey().isBlank()) {
                    problems.add(path + ": has a row for what is empty");
                }
                rows.put(row.getKey(), words(row.getValue(), path + "." + row.getKey()));
            });
        }
        return rows;
    }

    /** One word, or a list of them. */
    private Set<Kind> words(JsonNode value, String path) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (value.isArray()) {
            value.forEach(word -> word(word, path).ifPresent(kinds::add));
        } else {
            word(value, path).ifPresent(kinds::add);
        }
        if (value.isEmpty() && value.isArray()) {
            problems.add(path + ": names no kind");
        }
        return kinds;
    }

    private Optional<Kind> word(JsonNode word, String path) {
        if (!word.isTextual()) {
            problems.add(path + ": is no kind, and no list of kinds");
            return Optional.empty();
        }
        try {
            return Optional.of(Kind.parse(word.textValue()));
        } catch (IllegalArgumentException unknown) {
            problems.add(path + ": " + unknown.getMessage());
            return Optional.empty();
        }
    }

    private boolean isMap(JsonNode node, String path) {
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            problems.add(path + ": has keys of its own, and is " + (node.isArray() ? "no list" : "no single value"));
        }
        return node.isObject();
    }
}
