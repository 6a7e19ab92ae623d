package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * How much the index knows of a location.
 *
 * @param complete since when an answer for it is no longer 404: when everything there had been seen, on the basis that the
 *     registry allows, or, where all of an empty registry was to be announced, when it was heard from, also if webhooks are
 *     known to be missing since; absent when what stood there before is unknown
 * @param unresolved something there was pushed and could not be looked at so far
 * @param rejected something there was pushed and can never be taken; where it is the registry that does not give it out, only
 *     if it would tell of the subject that was asked about
 */
public record LocationKnowledge(
        Optional<Instant> complete, Optional<Unresolved> unresolved, Optional<Rejected> rejected) {
    /** Of a location of which nothing is known. */
    public static final LocationKnowledge NOTHING =
            new LocationKnowledge(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Something that could not be looked at.
     *
     * @param since the first attempt that failed, of the oldest such source
     * @param reason what the registry answered to it, in a word
     */
    public record Unresolved(Instant since, String reason) {}

    /**
     * Something that can never be taken as it stands. It is incomplete knowledge until somebody deletes it, or pushes there
     * what can be taken.
     *
     * @param sources that were rejected at the location
     * @param source one of these
     * @param reason why that one, in a word
     */
    public record Rejected(long sources, Source source, String reason) {}
}
