package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesAnswer.Edge;
import dev.backref.indexer.contract.EdgesAnswer.Place;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All edges, page by page: each once, as a change of it told it last. */
class EdgesLookupTest {
    private static final Location AT = new Location(Backend.FRESH, "app");
    private static final Location MIRROR = new Location(Backend.MIRROR, "app");
    private static final String SBOM = "application/spdx+json";
    private static final int PAGE = 100_000;

    /** Less than any edge has, so that each is a page by itself. */
    private static final int ONE = 1;

    private final TopologyTestDriverBackend backend = new TopologyTestDriverBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void tellsOfEachEdgeWhatTheLastChangeOfItTold() {
        SampleManifest subject = image("subject");
        SampleManifest sbom = referrer(subject, SBOM, Map.of("a", "b"));
        SampleManifest large = referrer(image("other"), SBOM, Map.of("a", "x".repeat(100_000)));
        backend.push(AT, sbom);
        backend.push(MIRROR, sbom);
        backend.push(AT, large);
        String tag = "sha256-" + subject.digest().encoded();
        backend.tag(AT, tag, SampleManifest.index(sbom)); // Another form: an update, with a cause of its own.

        Map<Place, Change.Data> told = told();
        assertThat(told).hasSize(3);
        List<Edge> edges = edges(Filter.NONE, Caller.ANYONE, PAGE);
        assertThat(edges).extracting(Edge::place).containsExactlyInAnyOrderElementsOf(told.keySet());
        assertThat(edges)
                .allSatisfy(edge -> assertThat(
                                Optional.ofNullable(told.get(edge.place())).map(last -> alone(last, edge.data())))
                        .contains(edge.data()));
        assertThat(edges)
                .filteredOn(edge -> edge.data().omitted().contains(Change.Data.ANNOTATIONS))
                .hasSize(1);
    }

    /** What it told, but for what was so at that moment alone. */
    private static Change.Data alone(Change.Data told, Change.Data now) {
        ObjectNode json = Json.MAPPER.valueToTree(told);
        json.putArray("alsoAt");
        json.put("position", now.position().toString());
        return Json.read(Json.write(json), Change.Data.class);
    }

    @Test
    void saysWhereAReferrerWasSeenFirst() {
        SampleManifest sbom = referrer(image("subject"), SBOM, "sbom");
        backend.push(MIRROR, sbom);
        backend.push(AT, sbom);
        assertThat(firsts(Caller.ANYONE)).containsExactlyInAnyOrderEntriesOf(Map.of(MIRROR, true, AT, false));
        assertThat(firsts(at -> CompletableFuture.completedStage(at.equals(AT))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(AT, true));

        backend.delete(MIRROR, sbom.digest());
        assertThat(firsts(Caller.ANYONE)).containsExactlyInAnyOrderEntriesOf(Map.of(AT, true));
    }

    private Map<Location, Boolean> firsts(Caller caller) {
        Map<Location, Boolean> firsts = new HashMap<>();
        edges(Filter.NONE, caller, ONE).forEach(edge -> firsts.put(edge.data().location(), edge.firstAnywhere()));
        return firsts;
    }

    @Test
    void leavesOutWhatIsNotMeant() {
        SampleManifest subject = image("subject");
        SampleManifest sbom = referrer(subject, SBOM, Map.of("a", "b"));
        SampleManifest signature = referrer(subject, "application/vnd.cncf.notary.signature", Map.of("a", "c"));
        SampleManifest large = referrer(subject, SBOM, Map.of("a", "x".repeat(100_000)));
        List.of(sbom, signature, large).forEach(each -> backend.push(AT, each));
        backend.push(MIRROR, sbom);

        assertThat(found(new Filter(Set.of(SBOM), Set.of(), Optional.empty())))
                .containsExactlyInAnyOrder(sbom.digest(), large.digest(), sbom.digest());
        assertThat(found(new Filter(Set.of(), Set.of(Backend.MIRROR), Optional.of("app"))))
                .containsExactly(sbom.digest());
        assertThat(found(new Filter(Set.of(), Set.of(), Optional.of("other")))).isEmpty();
        assertThat(found(with(new ContentFilter(Set.of(Kind.SIGNATURE), Set.of(), Map.of()))))
                .containsExactly(signature.digest());
        assertThat(found(with(new ContentFilter(Set.of(), Set.of(), Map.of("a", Set.of("c"))))))
                .as("what a change leaves out restricts nothing")
                .containsExactlyInAnyOrder(signature.digest(), large.digest());
        assertThat(found(with(new ContentFilter(Set.of(), Set.of("none"), Map.of()))))
                .isEmpty();
    }

    private static Filter with(ContentFilter content) {
        return new Filter(Set.of(), Set.of(), Optional.empty(), content);
    }

    private List<Digest> found(Filter filter) {
        return edges(filter, Caller.ANYONE, PAGE).stream()
                .map(edge -> edge.data().referrer().digest())
                .toList();
    }

    @Test
    void goesThroughTheEdgesOfOneSubjectAlone() {
        SampleManifest subject = image("subject");
        SampleManifest other = image("other");
        backend.push(AT, referrer(subject, SBOM, "one"));
        backend.push(AT, referrer(subject, SBOM, "two"));
        backend.push(AT, referrer(other, SBOM, "three"));
        Optional<Digest> asked = Optional.of(subject.digest());
        EdgesAnswer first = page(asked, Filter.NONE, Optional.empty(), ONE, Caller.ANYONE);
        EdgesAnswer second = page(asked, Filter.NONE, first.next(), ONE, Caller.ANYONE);
        assertThat(first.edges()).hasSize(1);
        assertThat(second.edges()).hasSize(1);
        assertThat(second.next()).isEmpty();

        Optional<Place> elsewhere = Optional.of(new Place(other.digest(), subject.digest(), AT));
        assertThatThrownBy(() -> page(asked, Filter.NONE, elsewhere, ONE, Caller.ANYONE))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.digest().toString());
        EdgesQuery ofNone =
                new EdgesQuery(1, asked, Filter.NONE, Optional.empty(), ONE, ask(Caller.ANYONE, Optional.empty()));
        assertThatThrownBy(() ->
                        backend.lookups().edges(ofNone).toCompletableFuture().join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    /** Pages of one edge each, and pushes and deletes between them: the changes behind the first page give the rest. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void givesWithTheChangesSinceWhatThereIsInTheEnd(long seed) {
        Random random = new Random(seed);
        List<SampleManifest> manifests = IntStream.range(0, 12)
                .mapToObj(number -> referrer(image("subject " + number % 4), SBOM, "referrer " + number))
                .toList();
        IntStream.range(0, 20).forEach(step -> change(random, manifests));
        int before = backend.allChanges().size();

        Map<Place, Change.Data> state = new HashMap<>();
        Optional<Place> after = Optional.empty();
        do {
            EdgesAnswer page = page(Optional.empty(), Filter.NONE, after, ONE, Caller.ANYONE);
            assertThat(page.edges())
                    .allSatisfy(edge -> assertThat(edge.data().position()).isEqualTo(page.position()));
            page.edges()
                    .forEach(edge -> assertThat(state.put(edge.place(), edge.data()))
                            .as("each once")
                            .isNull());
            after = page.next();
            change(random, manifests);
        } while (after.isPresent());
        List<Change> since =
                backend.allChanges().subList(before, backend.allChanges().size());
        assertThat(since).isNotEmpty();
        since.forEach(change -> apply(state, change));

        Map<Place, Instant> indexed = new HashMap<>();
        state.forEach((place, data) -> indexed.put(place, data.indexed()));
        Map<Place, Instant> now = new HashMap<>();
        edges(Filter.NONE, Caller.ANYONE, PAGE)
                .forEach(edge -> now.put(edge.place(), edge.data().indexed()));
        assertThat(indexed).isEqualTo(now);
    }

    private void change(Random random, List<SampleManifest> manifests) {
        SampleManifest manifest = manifests.get(random.nextInt(manifests.size()));
        Location at = random.nextBoolean() ? AT : MIRROR;
        if (random.nextInt(3) == 0) {
            backend.delete(at, manifest.digest());
        } else {
            backend.push(at, manifest);
        }
    }

    /** As a reader does that keeps what each line shows: what a line showed already is no news. */
    private static void apply(Map<Place, Change.Data> state, Change change) {
        Change.Data data = change.data();
        Place place = new Place(change.subject(), data.referrer().digest(), data.location());
        Change.Data known = state.get(place);
        if (known != null && known.position().offset() >= data.position().offset()) {
            return;
        }
        if (change.type() == Change.Type.REMOVED) {
            state.remove(place);
        } else {
            state.put(place, data);
        }
    }

    @Test
    void endsAPageForWhichTooMuchWasReadInVain() {
        for (int number = 0; number < 8; number++) {
            backend.push(AT, referrer(image("subject"), SBOM, Map.of("a", number + "x".repeat(3_500_000))));
        }
        Filter none = new Filter(
                Set.of(),
                Set.of(),
                Optional.empty(),
                new ContentFilter(Set.of(), Set.of(), Map.of()).since(Instant.parse("2100-01-01T00:00:00Z")));
        EdgesAnswer first = page(Optional.empty(), none, Optional.empty(), PAGE, Caller.ANYONE);
        assertThat(first.edges()).isEmpty();
        assertThat(first.next()).isPresent();
        assertThat(page(Optional.empty(), none, first.next(), PAGE, Caller.ANYONE)
                        .next())
                .isEmpty();
    }

    @Test
    void waitsForThePositionThatIsDemanded() {
        backend.push(AT, referrer(image("subject"), SBOM, "one"));
        Position now = page(Optional.empty(), Filter.NONE, Optional.empty(), PAGE, Caller.ANYONE)
                .position();
        Position soon = new Position(Position.GENERATION, 0, now.offset() + 1, now.appended());
        CompletableFuture<EdgesAnswer> answer = backend.lookups()
                .edges(new EdgesQuery(
                        0,
                        Optional.empty(),
                        Filter.NONE,
                        Optional.empty(),
                        PAGE,
                        ask(Caller.ANYONE, Optional.of(soon))))
                .toCompletableFuture();
        backend.push(AT, referrer(image("subject"), SBOM, "two"));
        assertThat(answer.join().edges()).hasSize(2);
    }

    private Map<Place, Change.Data> told() {
        backend.settle();
        Map<Place, Change.Data> told = new LinkedHashMap<>();
        backend.allChanges().forEach(change -> apply(told, change));
        return told;
    }

    private List<Edge> edges(Filter filter, Caller caller, int maxBytes) {
        backend.settle();
        List<Edge> edges = new ArrayList<>();
        Optional<Place> after = Optional.empty();
        do {
            EdgesAnswer page = page(Optional.empty(), filter, after, maxBytes, caller);
            edges.addAll(page.edges());
            after = page.next();
        } while (after.isPresent());
        return edges;
    }

    private EdgesAnswer page(
            Optional<Digest> subject, Filter filter, Optional<Place> after, int maxBytes, Caller caller) {
        return backend.lookups()
                .edges(new EdgesQuery(0, subject, filter, after, maxBytes, ask(caller, Optional.empty())))
                .toCompletableFuture()
                .join();
    }

    private static Ask ask(Caller caller, Optional<Position> atLeast) {
        return new Ask(caller, Instant.now().plusSeconds(20), atLeast);
    }
}
