package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One level of the configuration. It hands out values by key, notes what is wrong with them under their path, and knows
 * which keys nobody asked for.
 */
final class Section {
    /** What a URL may carry and must not be shown; up to the last @, because a password may hold one. */
    private static final Pattern CREDENTIALS = Pattern.compile("^(\\w+://)?.*:.*@", Pattern.DOTALL);

    private static final int LONGEST_QUOTED = 200;

    private final String path;
    private final JsonNode node;
    private final boolean shown;
    private final Environment environment;
    private final Collection<String> problems;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> hidden = new TreeSet<>();

    private Section(String path, JsonNode node, boolean shown, Environment environment, Collection<String> problems) {
        this.path = path;
        this.node = node.isNull() ? MissingNode.getInstance() : node;
        this.shown = shown;
        this.environment = environment;
        this.problems = problems;
    }

    /** A section; what stands in its place without keys is noted, and quoted. */
    static Section shown(String path, JsonNode node, Environment environment, Collection<String> problems) {
        return new Section(path, node, true, environment, problems).refusingOthers();
    }

    /** The same for one with a secret among its keys: what stands in its place may be that, and is not quoted. */
    static Section hidden(String path, JsonNode node, Environment environment, Collection<String> problems) {
        return new Section(path, node, false, environment, problems).refusingOthers();
    }

    private Section refusingOthers() {
        String where = path.isEmpty() ? "the configuration" : path;
        if (!holdsKeys()) {
            problems.add(where + ": has keys of its own, and is no " + (node.isArray() ? "list" : "single value")
                    + (shown ? quote(node) : ""));
        }
        return this;
    }

    /** Whether nothing that has no keys stands in its place. */
    boolean holdsKeys() {
        return node.isObject() || node.isMissingNode();
    }

    /** The section below a key; empty where there is none, so that the environment can still fill it. */
    Section section(String key) {
        known.add(key);
        return shown(pathOf(key), node.path(key), environment, problems);
    }

    /** The same for one with a secret among its keys. */
    Section hiddenSection(String key) {
        known.add(key);
        hidden.add(key);
        return hidden(pathOf(key), node.path(key), environment, problems);
    }

    /** Makes a key known whose value is read elsewhere. */
    void knows(String key) {
        known.add(key);
    }

    /** Whether anything is said here. */
    boolean isGiven() {
        return node.isObject();
    }

    /** A value, read by the reader; a value that it refuses is noted and counts as absent. */
    <T> Optional<T> value(String key, Function<String, T> reader) {
        known.add(key);
        Optional<String> text = environment.override(pathOf(key)).or(() -> text(key));
        return text.flatMap(given -> read(key, given, reader));
    }

    /** The same where a value must be there; the stand-in is never used, because a problem is noted. */
    <T> T required(String key, Function<String, T> reader, T standIn) {
        int before = problems.size();
        Optional<T> value = value(key, reader);
        if (value.isEmpty() && problems.size() == before) {
            problems.add(pathOf(key) + ": is missing");
        }
        return value.orElse(standIn);
    }

    /** Several values, each read by the reader: a list, or text with commas between them. */
    List<String> list(String key, Function<String, String> reader) {
        JsonNode list = node.path(key);
        if (list.isArray() && environment.override(pathOf(key)).isEmpty()) {
            known.add(key);
            List<String> values = new ArrayList<>();
            list.forEach(value -> element(key, value, reader).ifPresent(values::add));
            return values;
        }
        List<String> values = new ArrayList<>();
        value(key, text -> List.of(text.split(",", -1)))
                .orElse(List.of())
                .forEach(text -> read(key, text.strip(), reader).ifPresent(values::add));
        return values;
    }

    private Optional<String> element(String key, JsonNode value, Function<String, String> reader) {
        if (!value.isValueNode()) {
            problems.add(pathOf(key) + ": holds more than single values"); // Not quoted: it may hold a secret.
            return Optional.empty();
        }
        if (value.isNull()) {
            problems.add(pathOf(key) + ": holds a value that is empty");
            return Optional.empty();
        }
        return read(key, value.asText(), reader);
    }

    private <T> Optional<T> read(String key, String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (Secrets.SecretInPlace secret) {
            problems.add(pathOf(key) + ": " + secret.getMessage());
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            problem(key, String.valueOf(refused.getMessage()), text);
            return Optional.empty();
        }
    }

    /** A map of free keys to text. */
    Map<String, String> map(String key) {
        known.add(key);
        Map<String, String> entries = new TreeMap<>();
        JsonNode map = node.path(key);
        if (!map.isObject() && !map.isMissingNode() && !map.isNull()) {
            problems.add(pathOf(key) + ": is no map"); // Not quoted: Kafka's properties hold passwords.
        }
        map.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                problems.add(pathOf(key) + ": is empty at \"" + entry.getKey() + "\"");
            } else if (entry.getValue().isValueNode()) {
                entries.put(entry.getKey(), entry.getValue().asText());
            } else {
                problems.add(pathOf(key) + ": is no single value at \"" + entry.getKey() + "\"");
            }
        });
        entries.putAll(environment.overrides(pathOf(key)));
        return entries;
    }

    /** The single value that stands in the place of a map; empty where none does. */
    Optional<String> inPlaceOfMap(String key) {
        known.add(key);
        JsonNode value = node.path(key);
        boolean single = value.isValueNode() && !value.isNull();
        return environment.override(pathOf(key)).or(() -> single ? Optional.of(value.asText()) : Optional.empty());
    }

    /** Notes that something is wrong, whose value may be a secret. */
    void problem(String key, String what) {
        problems.add(pathOf(key) + ": " + what);
    }

    /** Notes that a value is wrong. */
    void problem(String key, String what, String value) {
        problems.add(pathOf(key) + ": " + what + quote(value));
    }

    /** A value behind what is said of it, without what a URL carries in it, and cut where it is long. */
    static String quote(String value) {
        return quoteMasked(masked(value));
    }

    /** The same of text, or of a list of it. What has keys of its own is not quoted: it may hold a secret. */
    private static String quote(JsonNode value) {
        List<String> texts = new ArrayList<>();
        value.forEach(each -> texts.add(masked(each.asText())));
        if (value.isArray() && value.valueStream().allMatch(JsonNode::isValueNode)) {
            return quoteMasked("[" + String.join(", ", texts) + "]");
        }
        return value.isValueNode() && !value.isNull() ? quote(value.asText()) : "";
    }

    private static String quoteMasked(String value) {
        boolean isLong = value.length() > LONGEST_QUOTED;
        return ": \"" + (isLong ? value.substring(0, LONGEST_QUOTED) + "…" : value) + "\"";
    }

    private static String masked(String value) {
        return CREDENTIALS.matcher(value).replaceAll("$1…@");
    }

    /** Notes every key that nobody asked for. */
    void refuseOthers() {
        node.properties().forEach(entry -> {
            if (!known.contains(entry.getKey())) {
                problems.add(pathOf(entry.getKey()) + ": no such key" + unknown(entry.getKey(), entry.getValue()));
            }
        });
    }

    private String unknown(String key, JsonNode value) {
        Optional<String> meant =
                known.stream().filter(each -> Spelling.isClose(each, key)).findFirst();
        boolean secret = Stream.concat(Stream.of(key), meant.stream())
                .anyMatch(name -> SecretNames.mayBe(name) || hidden.contains(name));
        // Beside secrets only what is meant for another key can be told from one.
        boolean quoted = !secret && (shown || meant.isPresent());
        return (quoted ? quote(value) : "")
                + meant.map(each -> "; did you mean \"" + each + "\"?")
                        .orElse("; there are " + String.join(", ", known));
    }

    /** A choice of words, for {@link #value}. */
    static <E extends Enum<E>> Function<String, E> choice(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(each -> word(each).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Section::word)
                                .toList()));
    }

    private static String word(Enum<?> each) {
        return each.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Optional<String> text(String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            problems.add(pathOf(key) + ": is no single value" + (shown ? quote(value) : ""));
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    private String pathOf(String key) {
        if (path.isEmpty() || key.isEmpty()) {
            return path + key;
        }
        return path + "." + key;
    }
}
