package dev.backref.indexer.contract;

import java.time.Instant;
import java.util.Optional;

/**
 * How much the index knows of a location.
 *
 * @param complete when everything there had been seen, on the basis that the registry allows; absent when what stood
 *     there before is unknown
 * @param unresolved something there was pushed and could not be looked at so far
 */
public record LocationKnowledge(Optional<Instant> complete, Optional<Unresolved> unresolved) {
    /**
     * Something that could not be looked at.
     *
     * @param since the first attempt that failed, of the oldest such source
     * @param reason what the registry answered to it, in a word
     */
    public record Unresolved(Instant since, String reason) {}
}
