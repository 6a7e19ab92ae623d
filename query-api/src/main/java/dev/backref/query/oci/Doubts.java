package dev.backref.query.oci;

import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.query.OciError;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Why the list of a location is no answer. A list that is known to lack something is none: what lacks a signature must not
 * look unsigned.
 *
 * @param clock by which something counts as unresolved for too long
 */
record Doubts(Clock clock) {
    private static final Duration UNRESOLVED_TOO_LONG = Duration.ofMinutes(1);

    /** What is answered instead of the list; absent where it is an answer. */
    Optional<OciError> of(LocationKnowledge knowledge) {
        if (knowledge.complete().isEmpty()) {
            return Optional.of(OciError.useFallbackTag(
                    "what this repository held before is not known yet: use the referrers tag"));
        }
        return knowledge
                .unresolved()
                .filter(each -> each.since().plus(UNRESOLVED_TOO_LONG).isBefore(clock.instant()))
                .map(each -> OciError.unresolved(each, UNRESOLVED_TOO_LONG))
                .or(() -> knowledge.rejected().map(OciError::rejected));
    }
}
