package dev.backref.ingest.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One way in that a registry offers with a 401 (RFC 9110 §11.6.1; Distribution, auth/token).
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by name in lower case; where a name came twice, its first value
 */
record Challenge(String scheme, Map<String, String> parameters) {
    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** All challenges of all {@code WWW-Authenticate} headers, in their order. What makes no sense is passed over. */
    static List<Challenge> parse(List<String> headers) {
        return headers.stream()
                .flatMap(header -> new ChallengeReader(header).read().stream())
                .toList();
    }

    /** A bearer challenge that says where tokens are had. */
    boolean bearer() {
        return scheme.equals("bearer") && parameter("realm").isPresent();
    }

    boolean basic() {
        return scheme.equals("basic");
    }

    /** The same, with this scope where it names none. */
    Challenge withScope(String scope) {
        if (parameter("scope").isPresent()) {
            return this;
        }
        Map<String, String> scoped = new HashMap<>(parameters);
        scoped.put("scope", scope);
        return new Challenge(scheme, scoped);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)))
                .filter(value -> !value.isBlank());
    }
}
