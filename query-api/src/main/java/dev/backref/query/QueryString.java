package dev.backref.query;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters in the query of a request, decoded, by their names as they were written. Vert.x's own map finds a name in
 * any case, but {@code ARTIFACTTYPE} is not {@code artifactType} to anybody else (RFC 3986 §6.2.2.1): everything that is
 * served reads its parameters here.
 */
public final class QueryString {
    private static final QueryString NONE = new QueryString();

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private QueryString() {}

    /**
     * Reads the query of a request.
     *
     * @throws io.vertx.ext.web.handler.HttpException with 400 when it cannot be decoded
     */
    public static QueryString of(RoutingContext context) {
        if (context.request().query() == null) {
            return NONE; // As most are; decoding is not free.
        }
        QueryString query = new QueryString();
        context.queryParams()
                .forEach((name, value) -> query.values
                        .computeIfAbsent(name, first -> new ArrayList<>())
                        .add(value));
        return query;
    }

    /** The same of what stands elsewhere. */
    static QueryString of(Map<String, List<String>> given) {
        QueryString query = new QueryString();
        query.values.putAll(given);
        return query;
    }

    /** The names that are there, each once, in their order. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Every value of a parameter, in their order; none when it is not there. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of a parameter. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }
}
