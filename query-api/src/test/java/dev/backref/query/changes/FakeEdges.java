package dev.backref.query.changes;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesAnswer.Edge;
import dev.backref.indexer.contract.EdgesAnswer.Place;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Topic;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Edges as an index has them, of which it gives one a page; filters it leaves to whoever asks. */
final class FakeEdges {
    private static final Comparator<Place> ORDER = Comparator.<Place, String>comparing(
                    place -> place.subject().toString())
            .thenComparing(place -> place.referrer().toString())
            .thenComparing(Place::location);

    final List<EdgesQuery> queries = new CopyOnWriteArrayList<>();
    private final ConcurrentSkipListMap<Place, Edge> edges = new ConcurrentSkipListMap<>(ORDER);

    void add(Change change) {
        Edge edge = new Edge(change.data(), change.data().alsoAt().isEmpty());
        edges.put(edge.place(), edge);
    }

    /** All of them, partition by partition. */
    List<Edge> all() {
        return edges.values().stream()
                .sorted(Comparator.comparing(edge -> partition(edge.place())))
                .toList();
    }

    CompletionStage<EdgesAnswer> answer(EdgesQuery query) {
        queries.add(query);
        Map<Place, Edge> left = query.after()
                .<Map<Place, Edge>>map(place -> edges.tailMap(place, false))
                .orElse(edges);
        List<Edge> asked = left.values().stream()
                .filter(edge -> partition(edge.place()) == query.partition())
                .filter(edge ->
                        query.subject().map(edge.place().subject()::equals).orElse(true))
                .limit(2)
                .toList();
        return CompletableFuture.supplyAsync(() -> new EdgesAnswer(
                new Position(Position.GENERATION, query.partition(), 0, Instant.EPOCH),
                ServedBy.ACTIVE,
                asked.stream().limit(1).toList(),
                asked.size() > 1 ? Optional.of(asked.get(0).place()) : Optional.empty()));
    }

    private static int partition(Place place) {
        return Topic.partitionOf(place.subject().toString(), FeedRig.PARTITIONS);
    }
}
