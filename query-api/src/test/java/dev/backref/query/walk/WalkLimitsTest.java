package dev.backref.query.walk;

import static dev.backref.query.walk.PlayedGraph.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is huge, or fails, costs a page no more than it may, and loses nothing. */
class WalkLimitsTest {
    private static final Digest IMAGE = digest("image");
    private static final Route EVIDENCE = Route.graph(Set.of(Way.REFERRER), 3);

    private final IndexUnavailable busy = new IndexUnavailable("too many lookups", Duration.ofSeconds(1));
    private final PlayedGraph graph = new PlayedGraph(100);

    @Test
    void endsAPageAfterManyListingsThoughNothingWasTold() {
        IntStream.range(0, 2_500).forEach(number -> graph.lists(digest("index " + number), IMAGE));
        Digest last = graph.around(IMAGE, Way.INDEX).stream()
                .reduce((one, other) -> other)
                .orElseThrow();
        graph.refers(digest("signature"), last);

        List<Walk.Page> pages = pages(Route.PLATFORMS, 100);
        assertThat(pages).hasSize(3);
        assertThat(pages.get(0).told()).isEmpty();
        assertThat(pages.get(0).ended()).contains("so much was looked at for one page");
        assertThat(pages.get(2).told())
                .extracting(told -> told.found().digest())
                .containsExactly(digest("signature"));
        assertThat(pages.get(2).ended()).isEmpty();
    }

    @Test
    void endsAPageAfterListingsThatHadNothingOfAllThatWasRead() {
        graph.refers(digest("sbom"), IMAGE);
        Function<SubjectQuery, CompletionStage<SubjectAnswer>> plain = graph.index().ofSubject;
        graph.index().ofSubject = query -> {
            int before = query.after().map(Integer::parseInt).orElse(0);
            SubjectQuery first =
                    new SubjectQuery(query.subject(), query.filter(), Optional.empty(), query.limit(), query.ask());
            return plain.apply(first)
                    .thenApply(answer ->
                            before == 12 ? answer : with(answer, List.of(), Optional.of(Integer.toString(before + 1))));
        };
        List<Walk.Page> pages = pages(Route.graph(Set.of(Way.REFERRER), 1), 100);
        assertThat(pages).hasSize(3);
        assertThat(pages.get(2).told()).hasSize(1);
    }

    @Test
    void endsAPageWithMuchText() {
        IntStream.range(0, 5).forEach(number -> graph.refers(digest("large " + number), IMAGE));
        String text = "x".repeat(2 * 1024 * 1024);
        graph.ofSubject(answer -> with(
                answer,
                answer.referrers().stream().map(each -> annotated(each, text)).toList(),
                answer.next()));
        List<Walk.Page> pages = pages(EVIDENCE, 100);
        assertThat(pages).extracting(page -> page.told().size()).containsExactly(2, 2, 1);
        assertThat(pages.get(0).ended()).contains("as much as one page can have");
    }

    @Test
    void endsAPageWithManyLocations() {
        IntStream.range(0, 9).forEach(number -> graph.builtFrom(digest("built " + number), IMAGE));
        graph.ofRelations(answer -> with(
                answer,
                answer.related().stream()
                        .map(each -> at(each, IntStream.range(0, 10_000)))
                        .toList(),
                answer.next()));
        assertThat(pages(Route.graph(Set.of(Way.DERIVED), 1), 100))
                .extracting(page -> page.told().size())
                .containsExactly(3, 3, 3);
    }

    @Test
    void tellsTheLocationsThatStandOnTheNextPageOfTheIndex() {
        graph.builtFrom(digest("built"), IMAGE).refers(digest("sbom"), digest("built"));
        graph.ofRelations(answer ->
                answer.subject().equals(IMAGE) && !answer.related().isEmpty()
                        ? with(answer, List.of(at(answer.related().get(0), IntStream.range(0, 3))), Optional.of("rest"))
                        : answer);
        Function<RelationsQuery, CompletionStage<RelationsAnswer>> split = graph.index().ofRelations;
        graph.index().ofRelations = query -> query.after().isEmpty()
                ? split.apply(query)
                : split.apply(new RelationsQuery(
                                query.subject(),
                                query.relation(),
                                query.direction(),
                                Optional.empty(),
                                query.limit(),
                                query.ask()))
                        .thenApply(answer -> with(
                                answer, List.of(at(answer.related().get(0), IntStream.range(3, 5))), Optional.empty()));

        List<Walk.Page> pages = pages(Route.graph(Set.of(Way.DERIVED, Way.REFERRER), 2), 100);
        assertThat(pages).hasSize(1);
        assertThat(pages.get(0).told())
                .extracting(told -> told.found().digest())
                .containsExactly(digest("built"), digest("sbom"), digest("built"));
        assertThat(pages.get(0).told())
                .filteredOn(told -> told.found().way() == Way.DERIVED)
                .extracting(told -> told.found().related().size(), Told::ends)
                .containsExactly(tuple(3, Optional.empty()), tuple(2, Optional.of(Told.Ends.TOLD)));
    }

    @Test
    void failsWhereTheIndexThrowsAndNeverStaysOpen() {
        graph.refers(digest("sbom"), IMAGE);
        CompletableFuture<SubjectAnswer> later = new CompletableFuture<>();
        Function<SubjectQuery, CompletionStage<SubjectAnswer>> plain = graph.index().ofSubject;
        graph.index().ofSubject = query -> {
            if (!query.subject().equals(IMAGE)) {
                throw new IllegalStateException("closed");
            }
            plain.apply(query).whenComplete((answer, failure) -> {});
            return later;
        };
        Future<Walk.Page> page =
                graph.walk(query(EVIDENCE, 100, Optional.empty())).page();
        assertThat(page.isComplete()).isFalse();
        plain.apply(query(EVIDENCE, 1, Optional.empty()).evidence()).thenAccept(later::complete);
        assertThat(page.cause()).hasMessage("closed");
    }

    @Test
    void asksAgainForWhatFailedBeforeItWasNeeded() {
        graph.refers(digest("sbom"), IMAGE).refers(digest("signature"), digest("sbom"));
        List<Digest> failed = new ArrayList<>();
        Function<SubjectQuery, CompletionStage<SubjectAnswer>> plain = graph.index().ofSubject;
        graph.index().ofSubject = query -> {
            if (failed.contains(query.subject()) || query.subject().equals(IMAGE)) {
                return plain.apply(query);
            }
            failed.add(query.subject());
            return CompletableFuture.failedStage(busy);
        };
        assertThat(pages(EVIDENCE, 100))
                .singleElement()
                .satisfies(page -> assertThat(page.told()).hasSize(2));
    }

    @Test
    void endsAPageThatReadMuchAndToldNothingWhereTheIndexDoesNotAnswerInTime() {
        IntStream.range(0, 150).forEach(number -> graph.lists(digest("index " + number), IMAGE));
        List<Digest> indexes = List.copyOf(graph.around(IMAGE, Way.INDEX));
        Function<SubjectQuery, CompletionStage<SubjectAnswer>> plain = graph.index().ofSubject;
        graph.index().ofSubject = query ->
                query.subject().equals(indexes.get(120)) ? CompletableFuture.failedStage(busy) : plain.apply(query);
        Walk.Page page = page(query(Route.PLATFORMS, 100, Optional.empty()));
        assertThat(page.told()).isEmpty();
        assertThat(page.ended()).contains("too many lookups");
        assertThat(page.next()).isPresent();
        WalkQuery rest = query(Route.PLATFORMS, 100, page.next());
        assertThat(graph.walk(rest).page().cause()).isSameAs(busy);
        graph.index().ofSubject = plain;
        assertThat(page(rest).next()).isEmpty();
    }

    @Test
    void asksAheadForNoMoreThanItMayHold() {
        IntStream.range(0, 40).forEach(number -> graph.refers(digest("sbom " + number), IMAGE));
        List<SubjectQuery> open = new ArrayList<>();
        Function<SubjectQuery, CompletionStage<SubjectAnswer>> plain = graph.index().ofSubject;
        String text = "x".repeat(3 * 1024 * 1024);
        graph.index().ofSubject = query -> {
            if (query.subject().equals(IMAGE)) {
                return plain.apply(query)
                        .thenApply(answer -> with(
                                answer,
                                answer.referrers().stream()
                                        .map(each -> each.descriptor()
                                                        .digest()
                                                        .equals(answer.referrers()
                                                                .get(0)
                                                                .descriptor()
                                                                .digest())
                                                ? annotated(each, text)
                                                : each)
                                        .toList(),
                                answer.next()));
            }
            open.add(query);
            return new CompletableFuture<>();
        };
        graph.walk(query(EVIDENCE, 100, Optional.empty())).page();
        assertThat(open)
                .as("under way, each of which may be as large as the first")
                .hasSizeBetween(1, 2);
    }

    private static SubjectAnswer with(SubjectAnswer answer, List<Referrer> referrers, Optional<String> next) {
        return new SubjectAnswer(
                answer.subject(), answer.position(), answer.servedBy(), answer.completeness(), referrers, next);
    }

    private static RelationsAnswer with(
            RelationsAnswer answer, List<RelationsAnswer.Related> related, Optional<String> next) {
        return new RelationsAnswer(
                answer.subject(), answer.position(), answer.servedBy(), answer.completeness(), related, next);
    }

    private static Referrer annotated(Referrer referrer, String text) {
        Descriptor bare = referrer.descriptor();
        Descriptor annotated =
                new Descriptor(bare.mediaType(), bare.digest(), bare.size(), bare.artifactType(), Map.of("text", text));
        return new Referrer(annotated, referrer.kinds(), referrer.evidence(), referrer.locations());
    }

    private static RelationsAnswer.Related at(RelationsAnswer.Related related, IntStream repositories) {
        return new RelationsAnswer.Related(
                related.digest(),
                repositories
                        .mapToObj(number -> new RelationsAnswer.At(
                                new Location("local", "app" + number), PlayedGraph.THEN, PlayedGraph.THEN))
                        .toList());
    }

    private List<Walk.Page> pages(Route route, int limit) {
        List<Walk.Page> pages = new ArrayList<>();
        Optional<WalkCursor> next = Optional.empty();
        do {
            pages.add(page(query(route, limit, next)));
            next = pages.get(pages.size() - 1).next();
        } while (next.isPresent());
        return pages;
    }

    private Walk.Page page(WalkQuery query) {
        Future<Walk.Page> page = graph.walk(query).page();
        assertThat(page.cause()).isNull();
        return page.result();
    }

    private static WalkQuery query(Route route, int limit, Optional<WalkCursor> begin) {
        return PlayedGraph.query(IMAGE, route, limit, begin, Optional.empty());
    }
}
