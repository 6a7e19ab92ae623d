package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token as a token server gives it (Distribution, auth/token §Token Response Fields).
 *
 * @param lifetime from when it was received
 * @param shown the credentials that it was given for
 */
record Token(String value, Duration lifetime, Optional<Credentials> shown) {
    private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final long DEFAULT_SECONDS = 60;
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

    /** Empty when this is no token response. Says nothing of why: whatever it is could hold a secret. */
    static Optional<Token> read(byte[] json, Optional<Credentials> shown) {
        JsonNode response;
        try {
            response = Json.read(json, JsonNode.class);
        } catch (IllegalArgumentException notJson) {
            return Optional.empty();
        }
        long seconds = response.path("expires_in").asLong(DEFAULT_SECONDS);
        Duration lifetime = Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_SECONDS)));
        return text(response, "token")
                .or(() -> text(response, "access_token"))
                .map(value -> new Token(value, lifetime, shown));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Token[lifetime=" + lifetime + "]";
    }

    private static Optional<String> text(JsonNode response, String field) {
        return Optional.of(response.path(field).asText())
                .filter(value -> SENDABLE.matcher(value).matches());
    }
}
