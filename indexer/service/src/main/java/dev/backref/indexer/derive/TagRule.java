package dev.backref.indexer.derive;

import java.util.Optional;

/** Reads the tags of one form. */
interface TagRule {
    /** What a tag claims by this form; absent for every other tag. */
    Optional<TagClaim> claim(String tag);
}
