package dev.backref.indexer.contract;

import java.time.Duration;

/** The index cannot answer now, and may in a while. */
public final class IndexUnavailable extends RuntimeException {
    private final String reason;
    private final Duration retryAfter;
    private final boolean everywhere;

    /** One process cannot; another may be able to. */
    public IndexUnavailable(String reason, Duration retryAfter) {
        this(reason, retryAfter, false);
    }

    private IndexUnavailable(String reason, Duration retryAfter, boolean everywhere) {
        super(reason);
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.everywhere = everywhere;
    }

    /** No process can, whichever is asked: the index as a whole is behind. */
    public static IndexUnavailable everywhere(String reason, Duration retryAfter) {
        return new IndexUnavailable(reason, retryAfter, true);
    }

    /** Why, in words for the caller. */
    public String reason() {
        return reason;
    }

    /** When asking again makes sense. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Whether there is no use in asking another process. */
    public boolean isEverywhere() {
        return everywhere;
    }
}
