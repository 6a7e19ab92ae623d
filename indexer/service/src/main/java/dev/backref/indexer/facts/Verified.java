package dev.backref.indexer.facts;

import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Digest;

/**
 * What a verifier posted about an edge, at whatever locations that is; it need not be known.
 *
 * @param offset at which it was posted, in the subject's partition
 */
public record Verified(Digest subject, Digest referrer, Verification verification, long offset, Origin origin)
        implements SubjectFact {
    @Override
    public String key() {
        return "verification " + subject;
    }

    @Override
    public void tell(Listener listener) {
        listener.verified(this);
    }
}
