package dev.backref.ingest.registry;

import java.time.Duration;

/**
 * How long a registry may let us wait.
 *
 * @param connect for a connection, TLS included
 * @param request for a whole look with its redirects, and as much again for a token that it needs and for each blob
 *     that it reads; what waits for its turn in the budget does not count
 * @param idle between two pieces of an answer, and for its first one
 */
public record Timeouts(Duration connect, Duration request, Duration idle) {
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(15));

    public Timeouts {
        requireSome("connect", connect);
        requireSome("request", request);
        requireSome("idle", idle);
    }

    private static void requireSome(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("timeout " + name + " must be at least 1 ms: \"" + value + "\"");
        }
    }
}
