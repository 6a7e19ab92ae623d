package dev.backref.query.requirement;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a requirement is met of a subject.
 *
 * @param atLeast a position that what is known of the subject must not be older than
 */
public record Question(Digest subject, Requirement requirement, Conditions conditions, Optional<Position> atLeast) {
    /** Referrers of one page of the index: it costs what it returns. */
    private static final int PAGE = 1_000;

    /** Asks for the referrers of a manifest that are of these kinds, or attestations that may turn out to be. */
    SubjectQuery about(Digest manifest, Set<Kind> kinds, Optional<String> after, Ask ask) {
        Filter where = conditions.filter();
        Set<Kind> possible =
                Stream.concat(kinds.stream(), Stream.of(Kind.ATTESTATION)).collect(Collectors.toSet());
        Filter filter = new Filter(
                Set.of(), where.registries(), where.repository(), new ContentFilter(possible, Set.of(), Map.of()));
        return new SubjectQuery(manifest, filter, conditions.scope(), after, PAGE, ask);
    }
}
