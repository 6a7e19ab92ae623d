package dev.backref.query;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The parameters that choose referrers by what they hold: {@code kind}, {@code predicateType} and {@code annotation}, each
 * repeatable. Several values of one are alternatives, and so are several of one annotation; what is named otherwise has to
 * be met besides.
 */
public final class ContentParameters {
    private static final String KIND = "kind";
    private static final String PREDICATE_TYPE = "predicateType";
    private static final String ANNOTATION = "annotation";

    /** Values of each that are taken: every one is compared with every referrer that is looked at. */
    private static final int MOST = 32;

    private static final int LONGEST = 2_048;
    private static final char BETWEEN = '=';

    private ContentParameters() {}

    /** The names of these and others. */
    public static Set<String> and(String... others) {
        Set<String> all = new HashSet<>(Set.of(others));
        all.addAll(Set.of(KIND, PREDICATE_TYPE, ANNOTATION));
        return Set.copyOf(all);
    }

    /**
     * Reads them.
     *
     * @throws Parameters.Refused when a kind is none, an annotation has no name or no value, or there is too much
     */
    public static ContentFilter read(Parameters parameters) {
        return new ContentFilter(
                each(parameters, KIND, Kind::parse),
                each(parameters, PREDICATE_TYPE, ContentParameters::predicateType),
                annotations(each(parameters, ANNOTATION, ContentParameters::annotation)));
    }

    private static <T> Set<T> each(Parameters parameters, String name, Function<String, T> reader) {
        Set<T> values = parameters.each(name, value -> {
            if (value.length() > LONGEST) {
                throw new IllegalArgumentException("has " + value.length() + " characters, and may have " + LONGEST);
            }
            return reader.apply(value);
        });
        if (values.size() > MOST) {
            throw Parameters.refuse(
                    name, String.valueOf(values.size()), "is there more than " + MOST + " times: " + values.size());
        }
        return values;
    }

    /** A URI: a plus sign that was not encoded has become a space, which none has. */
    private static String predicateType(String decoded) {
        if (decoded.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        return Parameters.mediaType(decoded);
    }

    /** What is before the first equals sign is the name; the value can be empty. */
    private static Map.Entry<String, String> annotation(String text) {
        int end = text.indexOf(BETWEEN);
        if (end < 1) {
            throw new IllegalArgumentException("is no name=value: \"" + text + "\"");
        }
        return Map.entry(text.substring(0, end), text.substring(end + 1));
    }

    private static Map<String, Set<String>> annotations(Set<Map.Entry<String, String>> given) {
        Map<String, Set<String>> byName = new HashMap<>();
        given.forEach(each ->
                byName.computeIfAbsent(each.getKey(), name -> new HashSet<>()).add(each.getValue()));
        return byName;
    }
}
