package dev.backref.launcher.topics;

import org.jspecify.annotations.Nullable;

/** The cluster cannot be asked for its topics, or refuses to make them. */
public final class TopicsUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    TopicsUnreachable(String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** Why, in words for the operator. */
    public String reason() {
        return reason;
    }
}
