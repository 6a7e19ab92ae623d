package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;

/**
 * Asks for the manifests that are related to one, over all registries.
 *
 * @param direction from which end of the relation the subject is
 * @param after the {@link RelationsAnswer#next()} of an earlier page
 * @param limit manifests of a page, at least 1
 */
public record RelationsQuery(
        Digest subject, Relation relation, Relation.Direction direction, Optional<String> after, int limit, Ask ask) {
    public RelationsQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one manifest: " + limit);
        }
    }
}
