package dev.backref.ingest.resolve;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the resolver is.
 *
 * @param lag events that it has not read yet, as counted last
 * @param unreachableSince since when the broker does not answer
 * @param failure what made it drop its work and begin again, as long as it has not recovered
 * @param silent those of its registries of which no webhook has come for longer than was configured, and for how long
 */
public record ResolverStatus(
        State state,
        long lag,
        Optional<Instant> unreachableSince,
        Optional<String> failure,
        Map<String, Duration> silent) {
    public ResolverStatus {
        silent = Map.copyOf(silent);
    }

    /** What the resolver does. */
    public enum State {
        /** Joins its group, or reads what was left to do. */
        RESTORING,
        /** Works on its partitions, should it have any. */
        RUNNING,
        /** The broker does not answer; what happens meanwhile is caught up with. */
        BROKER_UNREACHABLE,
        /** Not started, closed, or dead by an error that no retry can cure. */
        STOPPED
    }
}
