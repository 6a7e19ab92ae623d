package dev.backref.ingest.registry;

import java.time.Duration;
import java.util.Optional;

/** How taking a page ended. */
public sealed interface ListingPage {
    /**
     * All of it was taken.
     *
     * @param next where the listing goes on; empty at its end
     * @param names that the page had, repeated ones and refused ones too
     * @param refused of these, how many the grammar refuses; they were not given to the taker
     */
    record Taken(Optional<PageAddress> next, long names, long refused) implements ListingPage {}

    /** The registry itself says 404: no such repository, or no catalogue. */
    record Gone() implements ListingPage {}

    /**
     * The registry says 404 to a question for tags, and by the code of the specification that it knows no such repository.
     * Some say so of a repository that has no tag.
     */
    record NameUnknown() implements ListingPage {}

    /**
     * It was not taken, or not to its end.
     *
     * @param detail for a human; holds no secret and no query of a URL
     * @param retryAfter how long the registry wants to be left alone, at most an hour
     * @param passing that another attempt may tell more
     */
    record Failed(LookFailure reason, String detail, Optional<Duration> retryAfter, boolean passing)
            implements ListingPage {}
}
