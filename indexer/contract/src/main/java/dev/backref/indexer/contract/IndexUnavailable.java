package dev.backref.indexer.contract;

import java.time.Duration;

/** The index cannot answer now, and may in a while. Its message can be shown to the caller. */
public final class IndexUnavailable extends RuntimeException {
    private final Duration retryAfter;

    public IndexUnavailable(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When asking again makes sense. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
