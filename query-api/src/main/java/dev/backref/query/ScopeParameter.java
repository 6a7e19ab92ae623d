package dev.backref.query;

import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The parameter {@code scope}: over which locations an answer says how much is known. Without it the filters say so as
 * well.
 */
public final class ScopeParameter {
    public static final String NAME = "scope";

    private ScopeParameter() {}

    /** The values that it can have. */
    private enum Word {
        LOCATION,
        HOMES,
        REGISTRIES,
        ALL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Word parse(String text) {
            List<String> words = new ArrayList<>();
            for (Word word : values()) {
                if (word.word().equals(text)) {
                    return word;
                }
                words.add(word.word());
            }
            throw new IllegalArgumentException("is none of " + String.join(", ", words) + ": \"" + text + "\"");
        }
    }

    /**
     * Reads it.
     *
     * @param filter the other parameters: some scopes need names from there
     * @throws Parameters.Refused when it is none, or a name is missing
     */
    public static Scope read(Parameters parameters, Filter filter) {
        return parameters
                .one(NAME, Word::parse)
                .map(word -> switch (word) {
                    case LOCATION -> ofLocation(filter);
                    case HOMES -> Scope.HOMES;
                    case REGISTRIES -> ofRegistries(filter);
                    case ALL -> Scope.ALL;
                })
                .orElse(Scope.FILTERED);
    }

    private static Scope ofLocation(Filter filter) {
        List<String> missing = new ArrayList<>();
        if (filter.registries().isEmpty()) {
            missing.add("registry");
        }
        if (filter.repository().isEmpty()) {
            missing.add("repository");
        }
        if (!missing.isEmpty()) {
            throw Parameters.refuse(
                    NAME, Word.LOCATION.word(), "a location needs " + String.join(" and ", missing) + " as well");
        }
        if (filter.location().isEmpty()) {
            throw Parameters.refuse(
                    NAME,
                    Word.LOCATION.word(),
                    "a location has one registry, and " + filter.registries().size() + " are named");
        }
        return Scope.FILTERED; // Which is that location.
    }

    private static Scope ofRegistries(Filter filter) {
        if (filter.registries().isEmpty()) {
            throw Parameters.refuse(NAME, Word.REGISTRIES.word(), "needs registry as well, once or more");
        }
        return Scope.REGISTRIES;
    }
}
