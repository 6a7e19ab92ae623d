package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the referrers of a subject at one location, as distribution-spec §Listing Referrers means them.
 *
 * @param artifactTypes any of these; empty for all
 * @param after the {@link LocationAnswer#next()} of an earlier page
 * @param maxBytes of the descriptors of a page together; a page has one descriptor even if that one is larger
 */
public record LocationQuery(
        Location location, Digest subject, Set<String> artifactTypes, Optional<String> after, int maxBytes, Ask ask) {
    public LocationQuery {
        artifactTypes = Set.copyOf(artifactTypes);
    }
}
