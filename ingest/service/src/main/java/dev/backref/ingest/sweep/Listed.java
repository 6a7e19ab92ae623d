package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How a listing ended. */
public sealed interface Listed {
    /**
     * It came to its end. Whoever gets the lines closes them.
     *
     * @param basis what the registry lets itself be listed by, and so what absence from the lines proves
     * @param hiding why there can be repositories that are not among these; empty where that cannot be
     */
    record All(SortedLines lines, Basis basis, Optional<String> hiding) implements Listed {
        public All(SortedLines lines, Basis basis) {
            this(lines, basis, Optional.empty());
        }
    }

    /** The registry says 404: no such repository, or no catalogue where repositories were asked for. */
    record Gone() implements Listed {}

    /**
     * The registry says of a repository's tags that it knows no such repository. Where its catalogue lists the repository,
     * that means no tag.
     */
    record NameUnknown() implements Listed {}

    /**
     * It did not come to its end, so it says nothing: what it showed until then is no listing.
     *
     * @param detail for a human; holds no secret and no query of a URL
     * @param retryAfter how long the registry wants to be left alone, at most an hour
     */
    record Failed(LookFailure reason, String detail, Optional<Duration> retryAfter) implements Listed {
        private static final Set<LookFailure> OF_THE_REGISTRY = Set.of(
                LookFailure.UNREACHABLE,
                LookFailure.TIMED_OUT,
                LookFailure.THROTTLED,
                LookFailure.SERVER_ERROR,
                LookFailure.UNPROVEN_404);

        /** Whether the registry as a whole cannot be asked now, or not by us. */
        boolean isOfTheRegistry() {
            return OF_THE_REGISTRY.contains(reason);
        }
    }
}
