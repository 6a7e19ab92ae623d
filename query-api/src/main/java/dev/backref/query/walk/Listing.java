package dev.backref.query.walk;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;

/**
 * One page of what is around one manifest by one way.
 *
 * @param page the index's cursor of it; absent for the first
 */
record Listing(Digest subject, Way way, Optional<String> page) {
    /** The first page. */
    static Listing first(Digest subject, Way way) {
        return new Listing(subject, way, Optional.empty());
    }
}
