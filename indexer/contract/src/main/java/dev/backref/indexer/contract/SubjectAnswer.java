package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The referrers of a subject over all registries.
 *
 * @param next to ask for the next page with; absent on the last one
 */
public record SubjectAnswer(
        Digest subject,
        Position position,
        ServedBy servedBy,
        Completeness completeness,
        List<Referrer> referrers,
        Optional<String> next) {
    public SubjectAnswer {
        referrers = List.copyOf(referrers);
    }

    /** The same with another completeness. */
    public SubjectAnswer with(Completeness other) {
        return new SubjectAnswer(subject, position, servedBy, other, referrers, next);
    }
}
