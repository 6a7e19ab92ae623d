package dev.backref.query.walk;

import static dev.backref.query.walk.PlayedGraph.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a page says of how much is known, and as of when. */
class WalkKnowingTest {
    private static final Digest IMAGE = digest("image");
    private static final Route EVIDENCE = Route.graph(Set.of(Way.REFERRER), 3);

    private final PlayedGraph graph = new PlayedGraph(100);

    @Test
    void isNeverCompleteWhereItGoesToRelationsAndHasEveryReason() {
        graph.refers(digest("sbom"), IMAGE).refers(digest("signature"), IMAGE).refers(digest("more"), digest("sbom"));
        Walk.Page first = page(query(Route.PLATFORMS, 1));
        assertThat(first.completeness().state()).isEqualTo(Completeness.State.PARTIAL);
        assertThat(first.completeness().reason()).contains("what it is related to was not asked for on this page");

        graph.ofSubject(answer -> answer.subject().equals(digest("sbom"))
                ? answer.with(answer.completeness().limited("the index is behind"))
                : answer.with(answer.completeness().limited("one registry is new")));
        assertThat(page(query(EVIDENCE, 100)).completeness().reason())
                .contains("one registry is new; the index is behind");
    }

    @Test
    void speaksForTheHomesOfItsSubjectAlone() {
        graph.lists(IMAGE, digest("nowhere"));
        graph.ofSubject(answer -> answer.with(new Completeness(
                Completeness.HOMES,
                answer.subject().equals(IMAGE) ? Completeness.State.COMPLETE : Completeness.State.UNKNOWN,
                Optional.empty(),
                Optional.of("of " + answer.subject()),
                List.of())));
        WalkQuery all = query(Route.PLATFORMS, 100);
        SubjectQuery homes = new SubjectQuery(
                IMAGE,
                SubjectQuery.Filter.NONE,
                SubjectQuery.Scope.HOMES,
                Optional.empty(),
                100,
                all.evidence().ask());
        Completeness first =
                page(new WalkQuery(homes, Route.PLATFORMS, Optional.empty())).completeness();
        assertThat(first.scope()).isEqualTo(Completeness.HOMES);
        assertThat(first.state()).isEqualTo(Completeness.State.PARTIAL);
        assertThat(first.reason().orElseThrow()).contains("of " + IMAGE, "of " + digest("nowhere"));
        assertThat(graph.index().subjectQueries)
                .extracting(SubjectQuery::subject, SubjectQuery::scope)
                .containsExactly(
                        tuple(IMAGE, SubjectQuery.Scope.HOMES), tuple(digest("nowhere"), SubjectQuery.Scope.FILTERED));

        WalkCursor behind = new WalkCursor(List.of(
                new WalkCursor.Step(Way.CHILD, Optional.empty(), Optional.of(digest("nowhere"))),
                new WalkCursor.Step(Way.REFERRER, Optional.empty(), Optional.empty())));
        Completeness second =
                page(new WalkQuery(homes, Route.PLATFORMS, Optional.of(behind))).completeness();
        assertThat(second.scope()).isEqualTo(Completeness.HOMES);
        assertThat(second.state()).isEqualTo(Completeness.State.PARTIAL);
        assertThat(second.reason().orElseThrow()).contains("the homes were not asked for on this page");
    }

    @Test
    void hasTheOldestPositionOfItsSubject() {
        graph.refers(digest("sbom"), IMAGE);
        Position older = new Position(1, 3, 5, PlayedGraph.THEN);
        graph.ofRelations(answer -> new RelationsAnswer(
                answer.subject(), older, answer.servedBy(), answer.completeness(), answer.related(), answer.next()));
        assertThat(page(query(Route.PLATFORMS, 100)).position()).isEqualTo(older);
    }

    private Walk.Page page(WalkQuery query) {
        return graph.walk(query).page().result();
    }

    private static WalkQuery query(Route route, int limit) {
        return PlayedGraph.query(IMAGE, route, limit, Optional.empty(), Optional.empty());
    }
}
