package dev.backref.indexer.contract;

import java.time.Duration;

/** The index cannot answer now, and may in a while. */
public final class IndexUnavailable extends RuntimeException {
    private final String reason;
    private final Duration retryAfter;

    public IndexUnavailable(String reason, Duration retryAfter) {
        super(reason);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** Why, in words for the caller. */
    public String reason() {
        return reason;
    }

    /** When asking again makes sense. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
