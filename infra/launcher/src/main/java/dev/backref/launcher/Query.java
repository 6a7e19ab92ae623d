package dev.backref.launcher;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query of a request: what is given, as it is. The server knows what it takes. */
final class Query {
    private final List<String> parameters = new ArrayList<>();

    /** Adds a parameter where it has a value. */
    Query add(String name, @Nullable Object value) {
        if (value != null) {
            parameters.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Adds it once for each value. */
    Query each(String name, List<String> values) {
        values.forEach(value -> add(name, value));
        return this;
    }

    /** Whether it has a parameter that is none of these. */
    boolean hasBeside(Set<String> names) {
        return parameters.stream().anyMatch(each -> !names.contains(each.substring(0, each.indexOf('='))));
    }

    /** With its question mark; nothing where there is no parameter. */
    @Override
    public String toString() {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }
}
