package dev.backref.indexer.location;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;

/**
 * Who makes assertions at a location.
 *
 * @param name in rows: a manifest's digest for what it says of itself; the same behind a hash for what it says as an index
 *     of what it lists; a tag behind a colon. No digest begins with either.
 */
record Asserter(Location location, String name) {
    private static final String INDEX = "#";
    private static final String TAG = ":";

    static Asserter itself(Location location, Digest manifest) {
        return new Asserter(location, manifest.toString());
    }

    static Asserter index(Location location, Digest index) {
        return new Asserter(location, INDEX + index);
    }

    static Asserter tag(Location location, String tag) {
        return new Asserter(location, TAG + tag);
    }

    /** Whether it speaks of others than itself. */
    boolean isOfOthers() {
        return name.startsWith(TAG) || name.startsWith(INDEX);
    }
}
