package dev.backref.indexer.derive;

import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/** Reads the tags of one form. */
interface TagRule {
    /** What a tag claims by this form; absent for every other tag. */
    Optional<TagClaim> claim(String tag);

    /** The tags that claim something of this subject by this form. */
    List<String> tags(Digest subject);
}
