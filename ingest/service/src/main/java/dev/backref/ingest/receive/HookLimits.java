package dev.backref.ingest.receive;

import java.time.Duration;

/**
 * What a hook takes.
 *
 * @param acknowledged how long a sender waits for the log, once its body is here
 * @param body bytes of one body
 * @param bodyWithin how long a body may take to arrive
 * @param waiting deliveries under way at once, over all registries; one of several takes at most half of it
 * @param waitingBytes of their bodies together
 */
record HookLimits(Duration acknowledged, int body, Duration bodyWithin, int waiting, long waitingBytes) {
    private static final int MIB = 1024 * 1024;

    static final int LARGEST_BODY = 8 * MIB;

    HookLimits {
        if (acknowledged.toMillis() < 1) {
            throw new IllegalArgumentException("a hook's deadline is at least 1 ms: " + acknowledged);
        }
    }

    static HookLimits acknowledged(Duration deadline) {
        return new HookLimits(deadline, LARGEST_BODY, Duration.ofSeconds(30), 256, 64L * MIB);
    }
}
