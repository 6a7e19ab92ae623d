package dev.backref.query.passthrough;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers that are handed on. They are named here one by one: what belongs to one connection (RFC 9110 §7.6.1) or to
 * the registry's site, such as its cookies and its transport security, must not become Backref's.
 *
 * @param names in lower case
 * @param beginnings of further names
 */
record EndToEnd(Set<String> names, List<String> beginnings) {
    static final EndToEnd REQUEST = new EndToEnd(
            Set.of(
                    "accept",
                    "accept-encoding",
                    "accept-language",
                    "authorization",
                    "cache-control",
                    "if-match",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "if-unmodified-since",
                    "range",
                    "user-agent"),
            List.of("traceparent", "tracestate"));

    static final EndToEnd ANSWER = new EndToEnd(
            Set.of(
                    "accept-ranges",
                    "age",
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-length",
                    "content-range",
                    "content-type",
                    "date",
                    "etag",
                    "expires",
                    "last-modified",
                    "link",
                    "location",
                    "retry-after",
                    "vary",
                    "warning",
                    "www-authenticate"),
            List.of("docker-", "oci-", "ratelimit", "x-ratelimit"));

    EndToEnd {
        names = Set.copyOf(names);
        beginnings = List.copyOf(beginnings);
    }

    /** Copies what is handed on, with every value of it. */
    void copy(MultiMap from, MultiMap to) {
        Set<String> ofTheConnection = ofTheConnection(from);
        for (String given : from.names()) {
            String name = given.toLowerCase(Locale.ROOT);
            if (handsOn(name) && !ofTheConnection.contains(name)) {
                to.set(given, from.getAll(given));
            }
        }
    }

    private boolean handsOn(String name) {
        return names.contains(name) || beginnings.stream().anyMatch(name::startsWith);
    }

    private static Set<String> ofTheConnection(MultiMap headers) {
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll("Connection")) {
            Arrays.stream(value.split(","))
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .forEach(named::add);
        }
        return named;
    }
}
