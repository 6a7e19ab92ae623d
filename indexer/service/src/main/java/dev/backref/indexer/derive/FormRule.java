package dev.backref.indexer.derive;

import dev.backref.ingest.contract.Digest;
import java.util.List;

/** Derives the assertions of one form from one manifest: a few of itself, or as an index many of what it lists. */
interface FormRule {
    /** The first version of the rules that has it: what was looked at by an earlier one replays without. */
    int since();

    /** What this manifest claims by this form. */
    List<Assertion> assertions(Digest digest, ParsedManifest manifest);
}
