package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.contract.Verification.Outcome;
import dev.backref.indexer.facts.Verified;
import java.time.Instant;
import java.util.Comparator;

/**
 * The last that a verifier posted about an edge: the value of a {@code V} row.
 *
 * @param counts when it verified, by its own word, but not after that was written: a clock that is ahead must not outdo what is
 *     posted later
 * @param offset at which it was posted, in its partition
 */
public record VerificationRow(Verification verification, Instant counts, long offset) {
    /** By time; at one time what failed is behind what passed, in whatever order they were posted. */
    private static final Comparator<VerificationRow> ORDER = Comparator.comparing(VerificationRow::counts)
            .thenComparing(row -> row.verification().outcome() == Outcome.FAILED)
            .thenComparingLong(VerificationRow::offset);

    static VerificationRow of(Verified fact) {
        Instant time = fact.verification().time();
        Instant written = fact.origin().heard();
        return new VerificationRow(fact.verification(), time.isAfter(written) ? written : time, fact.offset());
    }

    /** Whether another one stands in its place. */
    boolean yieldsTo(VerificationRow other) {
        return !other.verification.equals(verification) && ORDER.compare(other, this) > 0;
    }
}
