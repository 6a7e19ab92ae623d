package dev.backref.query;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters in the query of a request, decoded, by their names as they were written. Vert.x's own map finds a name in
 * any case and has a thousand values at most, but {@code ARTIFACTTYPE} is not {@code artifactType} to anybody else (RFC 3986 §6.2.2.1): everything that is
 * served reads its parameters here.
 */
public final class QueryString {
    private static final QueryString NONE = new QueryString();

    /** More than the longest request line that is taken can hold: Netty leaves out what is beyond, and says nothing. */
    private static final int MOST = 64 * 1024;

    private static final int MALFORMED = 400;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private QueryString() {}

    /**
     * Reads the query of a request.
     *
     * @throws HttpException with 400 when it cannot be decoded
     */
    public static QueryString of(RoutingContext context) {
        String query = context.request().query();
        if (query == null) {
            return NONE; // As most are; decoding is not free.
        }
        try {
            return of(new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MOST).parameters());
        } catch (IllegalArgumentException malformed) {
            throw new HttpException(MALFORMED, malformed);
        }
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
