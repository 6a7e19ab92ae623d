package dev.backref.query.walk;

import static dev.backref.query.walk.PlayedGraph.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.walk.Told.Ends;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Page by page, with answers that come when a test lets them. */
class WalkTest {
    private static final Digest IMAGE = digest("image");
    private static final Set<Way> ALL = EnumSet.allOf(Way.class);

    private final PlayedGraph graph = new PlayedGraph(2);

    @Test
    void tellsEvidenceOfEvidenceAndEndsWhereItIsAsFarAsWasAskedFor() throws Exception {
        Digest signature = digest("signature");
        Digest countersignature = digest("countersignature");
        Digest timestamp = digest("timestamp");
        graph.refers(signature, IMAGE).refers(countersignature, signature).refers(timestamp, countersignature);

        assertThat(page(query(ALL, 2, 10)).told())
                .extracting(
                        told -> told.found().subject(),
                        told -> told.found().way(),
                        told -> told.found().digest(),
                        Told::ends)
                .containsExactly(
                        tuple(IMAGE, Way.REFERRER, signature, Optional.empty()),
                        tuple(signature, Way.REFERRER, countersignature, Optional.of(Ends.DEPTH)));
    }

    @Test
    void goesUpToIndexesAndDownToDerivedImagesAndDoesNotTurnBack() throws Exception {
        Digest index = digest("index");
        Digest sibling = digest("sibling");
        Digest base = digest("base");
        Digest cousin = digest("cousin");
        Digest derived = digest("derived");
        Digest shipped = digest("shipped");
        graph.lists(index, IMAGE).lists(index, sibling).builtFrom(IMAGE, base).builtFrom(cousin, base);
        graph.builtFrom(derived, IMAGE).lists(shipped, derived).refers(digest("of index"), index);

        assertThat(page(query(ALL, 3, 100)).told())
                .extracting(Told::found)
                .extracting(Found::subject, Found::way, Found::digest)
                .containsExactly(
                        tuple(IMAGE, Way.INDEX, index),
                        tuple(index, Way.REFERRER, digest("of index")),
                        tuple(IMAGE, Way.BASE, base),
                        tuple(IMAGE, Way.DERIVED, derived),
                        tuple(derived, Way.INDEX, shipped));
        assertThat(page(query(Set.of(Way.DERIVED), 3, 100)).told())
                .extracting(Told::found)
                .extracting(Found::digest)
                .containsExactly(derived);
    }

    @Test
    void endsAtCyclesAndAtWhatWasToldByAnotherWay() throws Exception {
        Digest one = digest("one");
        Digest two = digest("two");
        Digest shared = digest("shared");
        graph.refers(one, IMAGE).refers(two, IMAGE).refers(shared, one).refers(shared, two);
        graph.refers(IMAGE, shared).refers(shared, shared);

        Walk.Page page = page(query(Set.of(Way.REFERRER), 5, 100));
        assertThat(page.next()).isEmpty();
        assertThat(page.told())
                .filteredOn(told -> told.ends().isPresent())
                .extracting(
                        told -> told.found().subject(),
                        told -> told.found().digest(),
                        told -> told.ends().orElseThrow())
                .containsExactlyInAnyOrder(
                        tuple(shared, shared, Ends.CYCLE),
                        tuple(shared, IMAGE, Ends.CYCLE),
                        tuple(one.compareTo(two) < 0 ? two : one, shared, Ends.TOLD));
        assertThat(page.told()).hasSize(6);
    }

    @Test
    void goesAlongAManifestAgainWhereItMayGoFartherFromThere() throws Exception {
        // Reached first at the end of what was asked for, and then beside the subject.
        Digest first = IntStream.range(0, 100)
                .mapToObj(number -> digest("first " + number))
                .filter(each -> each.compareTo(digest("near")) < 0)
                .findFirst()
                .orElseThrow();
        graph.refers(first, IMAGE).refers(digest("near"), first).refers(digest("near"), IMAGE);
        graph.refers(digest("far"), digest("near"));

        assertThat(page(query(Set.of(Way.REFERRER), 2, 100)).told())
                .extracting(Told::found)
                .extracting(Found::subject, Found::digest)
                .containsExactly(
                        tuple(IMAGE, first),
                        tuple(first, digest("near")),
                        tuple(IMAGE, digest("near")),
                        tuple(digest("near"), digest("far")));
    }

    @Test
    void speaksForTheWeakestOfWhatItAskedAndHasThePositionOfTheSubject() throws Exception {
        assertThat(page(query(Set.of(Way.REFERRER), 3, 10)).completeness().state())
                .isEqualTo(Completeness.State.COMPLETE);
        Walk.Page page = page(query(ALL, 3, 10));
        assertThat(page.completeness().state()).isEqualTo(Completeness.State.PARTIAL);
        assertThat(page.completeness().reason()).contains("relations are not all known");
        assertThat(page.position()).isEqualTo(PlayedGraph.position());
        assertThat(page.told()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @Test
    void asksAtOnceForWhatItWillComeTo() {
        IntStream.range(0, 20).forEach(number -> graph.refers(digest("sbom " + number), IMAGE));
        List<Runnable> waiting = new ArrayList<>();
        graph.delivery = new PlayedGraph.Delivery() {
            @Override
            public <A> CompletionStage<A> deliver(Listing listing, Supplier<A> answer) {
                CompletableFuture<A> later = new CompletableFuture<>();
                waiting.add(() -> later.complete(answer.get()));
                return later;
            }
        };
        Future<Walk.Page> page = graph.walk(query(ALL, 3, 100)).page();
        assertThat(waiting).as("all ways from the subject").hasSize(5);
        release(waiting);
        assertThat(waiting).as("both of the first page, at once").hasSize(2);
        int rounds = 2;
        while (!page.isComplete()) {
            release(waiting);
            rounds++;
        }
        assertThat(page.result().told()).hasSize(20);
        // Ten pages of two: each needs the one before; what is around their entries costs no round of its own.
        assertThat(rounds).isLessThanOrEqualTo(21);
        assertThat(graph.asked()).isEqualTo(5 + 9 + 20);
    }

    @Test
    void endsThePageWhereTheIndexDoesNotAnswerAndFailsWhereItBegins() throws Exception {
        Digest lost = digest("lost");
        graph.refers(lost, IMAGE).refers(digest("behind"), lost);
        IndexUnavailable moving = new IndexUnavailable("the rows are moving", Duration.ofSeconds(1));
        fails(lost, moving);
        Walk.Page page = page(query(Set.of(Way.REFERRER), 3, 10));
        assertThat(page.told()).extracting(told -> told.found().digest()).containsExactly(lost);
        assertThat(page.ended()).contains("the rows are moving");

        WalkQuery rest = query(Set.of(Way.REFERRER), 3, 10, page.next());
        assertThatThrownBy(() -> page(rest)).hasRootCause(moving);
        fails(digest("nothing"), moving);
        assertThat(page(rest).told()).extracting(told -> told.found().digest()).containsExactly(digest("behind"));
        assertThat(page(rest).ended()).isEmpty();
    }

    @Test
    void losesNothingWhereWhatThePageBeginsWithIsGone() throws Exception {
        List<Digest> all = IntStream.range(0, 5)
                .mapToObj(number -> digest("sbom " + number))
                .sorted()
                .toList();
        all.forEach(each -> graph.refers(each, IMAGE).refers(digest("signature of " + each), each));
        for (int told = 1; told < 10; told++) {
            Walk.Page first = page(query(Set.of(Way.REFERRER), 2, told));
            PlayedGraph later = new PlayedGraph(2);
            Digest gone = first.next().orElseThrow().steps().get(0).to().orElseThrow();
            all.stream()
                    .filter(each -> !each.equals(gone))
                    .forEach(each -> later.refers(each, IMAGE).refers(digest("signature of " + each), each));
            List<Told> rest = await(later.walk(query(Set.of(Way.REFERRER), 2, 100, first.next()))
                            .page())
                    .told();
            assertThat(rest)
                    .extracting(each -> each.found().digest())
                    .containsAll(all.subList(all.indexOf(gone) + 1, all.size()));
        }
    }

    @Test
    void asksForThePositionOfItsSubjectAlone() throws Exception {
        Digest sbom = digest("sbom");
        graph.refers(sbom, IMAGE);
        Position least = PlayedGraph.position();
        page(PlayedGraph.query(IMAGE, Route.graph(Set.of(Way.REFERRER), 3), 10, Optional.empty(), Optional.of(least)));
        assertThat(graph.index().subjectQueries)
                .extracting(query -> query.subject(), query -> query.ask().atLeast())
                .containsExactly(tuple(IMAGE, Optional.of(least)), tuple(sbom, Optional.empty()));
    }

    private void fails(Digest manifest, IndexUnavailable why) {
        graph.delivery = new PlayedGraph.Delivery() {
            @Override
            public <A> CompletionStage<A> deliver(Listing listing, Supplier<A> answer) {
                return listing.subject().equals(manifest)
                        ? CompletableFuture.failedStage(why)
                        : CompletableFuture.completedStage(answer.get());
            }
        };
    }

    private static void release(List<Runnable> waiting) {
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    private static WalkQuery query(Set<Way> ways, int depth, int limit) {
        return query(ways, depth, limit, Optional.empty());
    }

    private static WalkQuery query(Set<Way> ways, int depth, int limit, Optional<WalkCursor> begin) {
        return PlayedGraph.query(IMAGE, Route.graph(ways, depth), limit, begin, Optional.empty());
    }

    private Walk.Page page(WalkQuery query) throws ExecutionException, InterruptedException {
        return await(graph.walk(query).page());
    }

    private static Walk.Page await(Future<Walk.Page> page) throws ExecutionException, InterruptedException {
        return page.toCompletionStage().toCompletableFuture().get();
    }
}
