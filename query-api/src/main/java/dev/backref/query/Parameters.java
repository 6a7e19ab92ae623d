package dev.backref.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Location;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The query parameters of a request below {@code /api}. One that nobody knows is refused: a filter with a spelling
 * mistake must not widen an answer.
 */
public final class Parameters {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");

    private final QueryString given;

    private Parameters(QueryString given) {
        this.given = given;
    }

    /**
     * The parameters of a request that may have these.
     *
     * @throws Refused when it has others
     */
    public static Parameters of(RoutingContext context, Set<String> allowed) {
        return of(QueryString.of(context), allowed);
    }

    private static Parameters of(QueryString given, Set<String> allowed) {
        for (String name : given.names()) {
            if (!allowed.contains(name)) {
                throw new Refused(Problem.parameter(
                        name,
                        given.first(name).orElse(""),
                        "is no parameter of this; it has "
                                + String.join(", ", allowed.stream().sorted().toList())));
            }
        }
        return new Parameters(given);
    }

    /**
     * The fields of a JSON object, of which each can be a text or a list of texts, as a parameter that is there so often.
     *
     * @throws Refused when it has others, or one is something else; an empty list must not widen an answer either
     */
    public static Parameters of(ObjectNode fields, Set<String> allowed) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        fields.properties().forEach(field -> given.put(field.getKey(), texts(field.getKey(), field.getValue())));
        return of(QueryString.of(given), allowed);
    }

    private static List<String> texts(String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        Iterable<JsonNode> each = value.isArray() ? value : List.of(value);
        each.forEach(text -> {
            if (!text.isTextual()) {
                throw refuse(name, text.toString(), "is no text, and no list of texts");
            }
            texts.add(text.textValue());
        });
        if (texts.isEmpty()) {
            throw refuse(name, value.toString(), "is empty");
        }
        return texts;
    }

    /**
     * Every value of a parameter that can be repeated, as the reader makes it. One that is empty is read too: it must not
     * widen an answer.
     *
     * @throws Refused when the reader throws {@link IllegalArgumentException}
     */
    public <T> Set<T> each(String name, Function<String, T> reader) {
        Set<T> values = new LinkedHashSet<>();
        given.all(name).forEach(value -> values.add(value(name, value, reader)));
        return values;
    }

    /**
     * Artifact types: a plus sign that was not encoded has become a space, which no media type has.
     *
     * @throws Refused when one is empty, which is no type and would widen the answer
     */
    public Set<String> artifactTypes() {
        return each("artifactType", type -> {
            if (type.isBlank()) {
                throw new IllegalArgumentException("is empty");
            }
            return mediaType(type);
        });
    }

    /** A media type as it was meant: a plus sign in a query is read as a space unless it is encoded. */
    public static String mediaType(String decoded) {
        return decoded.replace(' ', '+');
    }

    /**
     * A parameter that can be there once.
     *
     * @throws Refused when it is there twice, or when the reader throws {@link IllegalArgumentException}
     */
    public <T> Optional<T> one(String name, Function<String, T> reader) {
        List<String> values = given.all(name);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = values.get(0);
        if (values.size() > 1) {
            throw new Refused(Problem.parameter(name, value, "is there " + values.size() + " times"));
        }
        return Optional.of(value(name, value, reader));
    }

    /**
     * A parameter that something else in the request outranks: what is wrong with it is nobody's concern.
     *
     * @return empty also when it is there twice, or when the reader throws {@link IllegalArgumentException}
     */
    public <T> Optional<T> outranked(String name, Function<String, T> reader) {
        List<String> values = given.all(name);
        if (values.size() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(values.get(0)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * A value that must be there, such as one in the path.
     *
     * @throws Refused when the reader throws {@link IllegalArgumentException}
     */
    public static <T> T value(String name, String value, Function<String, T> reader) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException malformed) {
            throw new Refused(Problem.parameter(name, value, String.valueOf(malformed.getMessage())));
        }
    }

    /**
     * A number within bounds.
     *
     * @throws Refused when it is none
     */
    public int number(String name, int least, int most, int otherwise) {
        return one(name, text -> {
                    if (!DIGITS.matcher(text).matches()
                            || Integer.parseInt(text) < least
                            || Integer.parseInt(text) > most) {
                        throw new IllegalArgumentException(
                                "not a whole number from " + least + " to " + most + ": \"" + text + "\"");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(otherwise);
    }

    /**
     * The name of a registry, which must be one of these.
     *
     * @throws IllegalArgumentException quoting a name that none has
     */
    public static String configuredRegistry(String name, Set<String> configured) {
        if (!configured.contains(name)) {
            throw new IllegalArgumentException("no registry \"" + name + "\" is configured");
        }
        return name;
    }

    /**
     * The registry that the path names {@code :registry}.
     *
     * @throws Refused as what is not there, when none of that name is configured
     */
    public static String registryInPath(RoutingContext context, Set<String> configured) {
        String name = context.pathParam("registry");
        if (!configured.contains(name)) {
            throw new Refused(new Problem(
                    404,
                    "NOT_FOUND",
                    "no registry \"" + name + "\" is configured",
                    Optional.of("registry"),
                    Optional.of(name)));
        }
        return name;
    }

    /**
     * A repository's name, as it was given.
     *
     * @throws IllegalArgumentException quoting what the grammar does not allow
     */
    public static String repositoryName(String name) {
        if (!Location.isRepositoryName(name)) {
            throw new IllegalArgumentException("not a repository name: \"" + name + "\"");
        }
        return name;
    }

    /** Refuses a parameter that is wrong only together with another. */
    public static Refused refuse(String name, String value, String why) {
        return new Refused(Problem.parameter(name, value, why));
    }

    /** Refuses what is described so. */
    public static Refused refuse(Problem problem) {
        return new Refused(problem);
    }

    /** A request that is answered with a problem. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.message());
            this.problem = problem;
        }

        /** What the caller is told. */
        public Problem problem() {
            return problem;
        }
    }
}
