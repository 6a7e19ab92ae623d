package dev.backref.indexer.derive;

import dev.backref.ingest.contract.Digest;
import java.util.Set;

/** Derives the assertions of one form from one manifest. */
interface FormRule {
    /** What this manifest claims by this form. */
    Set<Assertion> assertions(Digest digest, ParsedManifest manifest);
}
