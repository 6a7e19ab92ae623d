package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.ingest.contract.Digest;
import java.util.function.BiPredicate;

/** Somebody who claims things of others by a manifest: a tag by the one that it points to, an index by itself. */
interface Claimant {
    Asserter asserter();

    /** Whether what is no longer claimed stays, as lapsed. */
    boolean lapses();

    /** The version of the rules by which the manifest must have been taken in. */
    int since();

    /** Whether this image index is a list by it, so that what it lists are no children of it. */
    boolean makesList(Digest index);

    /** Gives what is claimed by a manifest behind a name, in the order of these names, until the visitor has enough. */
    void each(Digest manifest, String after, BiPredicate<String, Assertion> visitor);

    /** Whether this is claimed by a manifest. */
    boolean has(Digest manifest, Assertion assertion);
}
