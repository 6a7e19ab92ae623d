package dev.backref.query.requirement;

import dev.backref.query.Parameters;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads requirements, also by the names that the configuration gives them.
 *
 * @param named by what stands behind the {@code @}
 */
public record Requirements(Map<String, Requirement> named) {
    /** Without names. */
    public static final Requirements UNNAMED = new Requirements(Map.of());

    /** The parameter. */
    public static final String NAME = "require";

    private static final String BY_NAME = "@";
    private static final Pattern NAMES = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Requirements {
        named = Collections.unmodifiableMap(new TreeMap<>(named));
    }

    /** Whether a requirement can have that name. */
    public static boolean isName(String text) {
        return NAMES.matcher(text).matches();
    }

    /**
     * Reads a text of several terms, or names of such, with commas between them.
     *
     * @return each once
     * @throws IllegalArgumentException quoting what is none, or when they are too many
     */
    public List<Term> terms(String text) {
        Set<Term> terms = new LinkedHashSet<>();
        add(text, terms);
        return List.copyOf(terms);
    }

    /** Stops where they are too many: a short text can stand for many. */
    private void add(String text, Set<Term> terms) {
        for (String each : text.split(",", -1)) {
            String term = each.strip();
            if (term.startsWith(BY_NAME)) {
                terms.addAll(byName(term.substring(1)).terms());
            } else {
                terms.add(Term.parse(term));
            }
            if (terms.size() > Requirement.MOST) {
                throw new IllegalArgumentException("has more than " + Requirement.MOST + " terms");
            }
        }
    }

    private Requirement byName(String name) {
        return Optional.ofNullable(named.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no requirement \"" + name + "\" is configured"
                        + (named.isEmpty() ? "" : "; there are " + String.join(", ", named.keySet()))));
    }

    /**
     * The parameter, where it is there.
     *
     * @throws Parameters.Refused when it is none
     */
    public Optional<Requirement> read(Parameters parameters) {
        Set<Term> terms = new LinkedHashSet<>();
        parameters.each(NAME, text -> {
            add(text, terms);
            return NAME;
        });
        return terms.isEmpty() ? Optional.empty() : Optional.of(new Requirement(List.copyOf(terms)));
    }
}
