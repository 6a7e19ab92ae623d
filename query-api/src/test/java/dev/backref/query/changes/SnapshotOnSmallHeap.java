package dev.backref.query.changes;

import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A process that serves snapshots of an index with many edges, until the process that started it is gone. It has its heap
 * for nothing else: an edge is made when it is asked for.
 */
public final class SnapshotOnSmallHeap {
    static final int EDGES_OF_PARTITION = 12_500;
    static final int READERS = 16;
    private static final int PAGE = 64;
    private static final String FILLING = "x".repeat(4_000);

    private SnapshotOnSmallHeap() {}

    public static void main(String[] arguments) {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        KafkaCluster cluster = new KafkaCluster(arguments[0], arguments[1], FeedRig.PARTITIONS, Map.of());
        ChangeFeed feed = new ChangeFeed(cluster, new SimpleMeterRegistry());
        feed.start();
        Awaitility.await().atMost(FeedRig.PATIENCE).until(() -> feed.status().ready());
        FakeIndex index = new FakeIndex();
        index.ofEdges = query -> CompletableFuture.supplyAsync(() -> page(query));
        Known known = new Known(Set.of("local"), index, Callers.ANYONE);
        TestServer server = new TestServer(
                (vertx, router) -> new SnapshotResource(vertx, feed, known, new SimpleMeterRegistry()).mount(router));
        System.out.println(FeedOnSmallHeap.SERVING + server.uri(SnapshotResource.PATH));
        parent.onExit().join();
        Runtime.getRuntime().halt(1);
    }

    private static EdgesAnswer page(EdgesQuery query) {
        int from = query.after()
                .map(place -> 1 + Integer.parseInt(place.location().repository()))
                .orElse(0);
        int to = Math.min(from + PAGE, EDGES_OF_PARTITION);
        List<EdgesAnswer.Edge> edges =
                IntStream.range(from, to).mapToObj(SnapshotOnSmallHeap::edge).toList();
        return new EdgesAnswer(
                new Position(Position.GENERATION, query.partition(), 0, Instant.EPOCH),
                ServedBy.ACTIVE,
                edges,
                to == EDGES_OF_PARTITION
                        ? Optional.empty()
                        : Optional.of(edges.get(edges.size() - 1).place()));
    }

    private static EdgesAnswer.Edge edge(int number) {
        Location at = new Location("local", Integer.toString(number));
        return new EdgesAnswer.Edge(
                Samples.change("subject", number, at, List.of(), Map.of("filling", FILLING))
                        .data(),
                true);
    }
}
