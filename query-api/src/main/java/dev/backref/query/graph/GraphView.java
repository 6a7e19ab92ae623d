package dev.backref.query.graph;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.walk.Walk;
import dev.backref.query.walk.WalkQuery;
import dev.backref.query.walk.Way;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A page of a graph as it is served.
 *
 * @param position of the subject
 * @param servedBy said where some of it is from a standby, whose rows are a little behind
 * @param completeness the weakest of all that was asked for it
 * @param ended why the page has fewer edges than it may, though there are more
 */
@JsonPropertyOrder({"subject", "depth", "follow", "position", "servedBy", "completeness", "edges", "ended", "next"})
record GraphView(
        Digest subject,
        int depth,
        Set<Way> follow,
        Position position,
        Optional<ServedBy> servedBy,
        Completeness completeness,
        List<Edge> edges,
        Optional<String> ended,
        Optional<String> next) {
    /** @param registries that are configured: an answer that speaks for all speaks for them too */
    static GraphView of(WalkQuery query, Walk.Page page, Set<String> registries) {
        return new GraphView(
                query.evidence().subject(),
                query.route().depth(),
                query.route().ways(),
                page.position(),
                page.servedBy().ifBehind(),
                page.completeness().ofConfigured(registries),
                page.told().stream().map(Edge::of).toList(),
                page.ended(),
                page.next().map(cursor -> cursor.text(query.evidence().subject(), query.route())));
    }
}
