package dev.backref.query.changes;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * A process that serves the feed of a topic as Backref does, until the process that started it is gone. It has its heap
 * for nothing else: the broker and the readers are elsewhere.
 */
public final class FeedOnSmallHeap {
    static final String SERVING = "serving ";
    private static final ChangesResource.Pace IMPATIENT =
            new ChangesResource.Pace(Duration.ofSeconds(15), Duration.ofMillis(500));

    private FeedOnSmallHeap() {}

    public static void main(String[] arguments) {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        KafkaCluster cluster = new KafkaCluster(arguments[0], arguments[1], FeedRig.PARTITIONS, Map.of());
        ChangeFeed feed = new ChangeFeed(cluster, new SimpleMeterRegistry());
        feed.start();
        Awaitility.await().atMost(FeedRig.PATIENCE).until(() -> feed.status().ready());
        Known known = new Known(Set.of("local"), new FakeIndex(), Callers.ANYONE);
        TestServer server = new TestServer((vertx, router) ->
                new ChangesResource(vertx, feed, known, IMPATIENT, new SimpleMeterRegistry()).mount(router));
        System.out.println(SERVING + server.uri("/api/v1/changes"));
        parent.onExit().join();
        Runtime.getRuntime().halt(1);
    }
}
