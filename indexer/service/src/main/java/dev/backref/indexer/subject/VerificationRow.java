package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Verification;

/**
 * The last that a verifier posted about an edge: the value of a {@code V} row.
 *
 * @param offset at which it was posted, in its partition
 */
public record VerificationRow(Verification verification, long offset) {
    /** Whether another one stands in its place: by the verifier's time, and then by the order in which they were posted. */
    boolean yieldsTo(VerificationRow other) {
        int later = other.verification.time().compareTo(verification.time());
        return !other.verification.equals(verification) && (later > 0 || (later == 0 && other.offset > offset));
    }
}
