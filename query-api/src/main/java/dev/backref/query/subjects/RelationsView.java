package dev.backref.query.subjects;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An answer about relations as it is served.
 *
 * @param servedBy said where it is a standby, whose rows are a little behind
 */
@JsonPropertyOrder({"subject", "relation", "direction", "position", "servedBy", "completeness", "related", "next"})
record RelationsView(
        Digest subject,
        Relation relation,
        Relation.Direction direction,
        Position position,
        Optional<ServedBy> servedBy,
        Completeness completeness,
        List<RelatedView> related,
        Optional<String> next) {
    static RelationsView of(RelationsQuery query, RelationsAnswer answer) {
        return new RelationsView(
                answer.subject(),
                query.relation(),
                query.direction(),
                answer.position(),
                answer.servedBy().ifBehind(),
                answer.completeness(),
                answer.related().stream()
                        .map(each -> new RelatedView(
                                each.digest(),
                                each.locations().stream()
                                        .map(RelationsView::place)
                                        .toList()))
                        .toList(),
                answer.next());
    }

    /** One manifest at the other end. */
    record RelatedView(Digest digest, List<PlaceView> locations) {}

    /** One place at which the relation holds. */
    record PlaceView(String registry, String repository, Instant observed, Instant indexed) {}

    private static PlaceView place(RelationsAnswer.At at) {
        return new PlaceView(at.location().registry(), at.location().repository(), at.observed(), at.indexed());
    }
}
