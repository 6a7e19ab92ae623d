package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Source;
import java.time.Instant;

/**
 * What was signalled last about a source that cannot be looked at.
 *
 * @param since the first attempt that failed, or the report that nobody could look into
 * @param at the attempt that was signalled
 */
record Trouble(Instant since, String reason, Instant at) {
    private static final String WAITING = "waiting";

    /** No look at the source has been possible since then. */
    static Trouble waiting(Instant since, Instant now) {
        return new Trouble(since, WAITING, now);
    }

    /** The signal that nobody has looked at a source since it was reported. */
    static LocationSignal.Unresolved waiting(Source source, Trouble trouble) {
        return new LocationSignal.Unresolved(
                source, WAITING, "no look at it has ended since it was reported", trouble.since(), trouble.at());
    }
}
