package dev.backref.indexer.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Digest ONE = Digest.sha256("one".getBytes(UTF_8));
    private static final Digest OTHER = Digest.sha256("other".getBytes(UTF_8));
    private static final EdgeData.Beside ALONE = new EdgeData.Beside(List.of(), List.of());
    private static final Location HERE = new Location("local", "here");
    private static final Location THERE = new Location("local", "there");

    @Test
    void hasTheSameIdHoweverOftenItIsDerived() {
        Change first = of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 1), Map.of(), 7);
        Change later = of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 1), Map.of("a", "b"), 8);

        assertThat(first.id()).isEqualTo(later.id()).matches("[0-9a-f]{32}");
    }

    @Test
    void hasAnotherIdForEachThingItIsMadeOf() {
        Set<String> ids = new HashSet<>();
        ids.add(of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 1), Map.of(), 7)
                .id());
        ids.add(of(Change.Type.REMOVED, edge(ONE, OTHER, HERE, "o-0@1", 1), Map.of(), 7)
                .id());
        ids.add(of(Change.Type.ADDED, edge(OTHER, OTHER, HERE, "o-0@1", 1), Map.of(), 7)
                .id());
        ids.add(of(Change.Type.ADDED, edge(ONE, ONE, HERE, "o-0@1", 1), Map.of(), 7)
                .id());
        ids.add(of(Change.Type.ADDED, edge(ONE, OTHER, THERE, "o-0@1", 1), Map.of(), 7)
                .id());
        ids.add(of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@2", 1), Map.of(), 7)
                .id());
        ids.add(of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 2), Map.of(), 7)
                .id());

        assertThat(ids).hasSize(7);
    }

    @Test
    void leavesLargeAnnotationsOutAndSaysSo() {
        String fits = "x".repeat(Change.Data.LARGEST_ANNOTATIONS - "{\"a\":\"\"}".length());
        Change whole = of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 1), Map.of("a", fits), 7);
        assertThat(whole.data().referrer().annotations()).containsEntry("a", fits);
        assertThat(whole.data().omitted()).isEmpty();

        Change cut = of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 1), Map.of("a", fits + "x"), 7);
        assertThat(cut.data().referrer().annotations()).isEmpty();
        assertThat(cut.data().omitted()).containsExactly("referrer.annotations");
        assertThat(cut.data().referrer().digest()).isEqualTo(OTHER);
    }

    @Test
    void leavesPredicateTypesOutWhereTheyAreManyAndLong() {
        assertThat(saying("a", "b", "a").data().predicateTypes()).contains(Set.of("a", "b"));
        assertThat(saying("a", "b", "a").data().omitted()).isEmpty();

        String half = "x".repeat(Change.Data.LARGEST_PREDICATE_TYPES / 2);
        Change cut = saying(half + "a", half + "b");
        assertThat(cut.data().predicateTypes()).isEmpty();
        assertThat(cut.data().omitted()).containsExactly("predicateTypes");
    }

    /** Whoever goes by kinds hears of what is no longer of his. */
    @Test
    void saysWhatAnUpdatedReferrerWasBeforeWhereThatDiffers() {
        Edge edge = edge(ONE, OTHER, HERE, "o-0@1", 1);
        EdgeState review = state(edge, Map.of(), Kind.REVIEW);
        assertThat(updated(edge, review, state(edge, Map.of(), Kind.SBOM))
                        .data()
                        .former())
                .contains(new Change.Former(Set.of(Kind.REVIEW), Optional.of(Set.of())));
        assertThat(updated(edge, review, review).data().former()).isEmpty();
    }

    private static Change updated(Edge edge, EdgeState before, EdgeState now) {
        Changes.States states = new Changes.States(row(now), Optional.of(before));
        return Changes.of(Change.Type.UPDATED, edge, states, ALONE, new Position(1, 0, 7, NOON));
    }

    private static Change saying(String... predicateTypes) {
        List<Evidence> evidence = Stream.of(predicateTypes)
                .map(type -> new Evidence(ONE, "text/x", Optional.of(type), Set.of(Kind.ATTESTATION)))
                .toList();
        EdgeState state = new EdgeState(
                new Descriptor("a/b", OTHER, 7, Optional.of("c/d"), Map.of()),
                Set.of(Form.SUBJECT_FIELD),
                Set.of(),
                Set.of(Kind.ATTESTATION),
                evidence);
        Position position = new Position(1, 0, 7, NOON);
        Changes.States states = new Changes.States(row(state), Optional.empty());
        return Changes.of(Change.Type.ADDED, edge(ONE, OTHER, HERE, "o-0@1", 1), states, ALONE, position);
    }

    private static Change of(Change.Type type, Edge edge, Map<String, String> annotations, long offset) {
        Changes.States states = new Changes.States(row(state(edge, annotations, Kind.UNKNOWN)), Optional.empty());
        return Changes.of(type, edge, states, ALONE, new Position(1, 0, offset, NOON));
    }

    private static EdgeState state(Edge edge, Map<String, String> annotations, Kind kind) {
        return new EdgeState(
                new Descriptor("a/b", edge.referrer(), 7, Optional.of("c/d"), annotations),
                Set.of(Form.SUBJECT_FIELD),
                Set.of(),
                Set.of(kind),
                List.of());
    }

    private static EdgeRow row(EdgeState state) {
        return new EdgeRow(NOON, NOON, NOON, Optional.of(new Cause(Cause.Kind.PUSH, "1")), state);
    }

    private static Edge edge(Digest subject, Digest referrer, Location at, String record, int rules) {
        Origin origin = new Origin(new Cause(Cause.Kind.PUSH, "1"), NOON, NOON, record, rules);
        return new Edge(subject, at, referrer, Optional.empty(), origin);
    }
}
