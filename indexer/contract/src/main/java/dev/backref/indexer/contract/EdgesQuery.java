package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;

/**
 * Asks for the edges that a partition of subjects has now.
 *
 * @param partition of subjects, from 0
 * @param subject whose edges alone are meant; one of this partition
 * @param filter which edges are meant, by what a change of them would tell: what that leaves out, because it is too large,
 *     restricts nothing
 * @param after the {@link EdgesAnswer#next()} of an earlier page, or any edge: the page begins behind it
 * @param maxBytes of the edges of a page, about; the first has room however large it is
 */
public record EdgesQuery(
        int partition,
        Optional<Digest> subject,
        SubjectQuery.Filter filter,
        Optional<EdgesAnswer.Place> after,
        int maxBytes,
        Ask ask) {
    public EdgesQuery {
        if (partition < 0 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "no page of at least a byte of a partition: " + maxBytes + " of " + partition);
        }
    }
}
