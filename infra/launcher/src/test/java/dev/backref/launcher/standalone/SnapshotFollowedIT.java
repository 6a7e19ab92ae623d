package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.contract.KindTable;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.requirement.Requirements;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots in small pieces over connections that break, while others push and delete, an indexer comes and another goes, and
 * the API is started anew: what the feed tells from their cursors on makes of them what the lookups tell in the end.
 */
class SnapshotFollowedIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 4;
    private static final long SEED = 20_261_130;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Deque<Node> started = new ArrayDeque<>();
    private Optional<EmbeddedKafka> kafka = Optional.empty();

    /** Of the API, which is another one when that is started anew. */
    private volatile int port;

    @AfterEach
    void stop() {
        started.forEach(Node::close); // The broker ends last.
        kafka.ifPresent(EmbeddedKafka::close);
    }

    @Test
    @Timeout(600)
    void givesWithTheFeedWhatThereIsInTheEnd() throws Exception {
        EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
        kafka = Optional.of(broker);
        Node first = start(broker, Role.INDEXER, "first");
        Node api = start(broker, Role.QUERY_API, "api");
        port = api.port();
        try (PushedEdges pushed = new PushedEdges(cluster(broker), new Random(SEED))) {
            pushed.fill();
            int there = pushed.edges().size();
            new Http(port).awaitBody("/api/v1/snapshot", body -> edges(body) == there);
            CompletableFuture<?> others = CompletableFuture.runAsync(() -> pushed.change(6_000));
            List<SnapshotReading> readers = Stream.of("", "repository=app&", "artifactType=application/spdx%2Bjson&")
                    .map(filter -> new SnapshotReading(() -> URI.create("http://127.0.0.1:" + port), filter, random))
                    .toList();

            readSome(readers);
            start(broker, Role.INDEXER, "second");
            readSome(readers);
            port = start(broker, Role.QUERY_API, "api-again").port();
            api.close();
            first.close();
            for (SnapshotReading reader : readers) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                    reader.readSome();
                    return reader.isOver();
                });
            }
            others.join();
            awaitState(readers, pushed);
            assertThat(lookups(pushed)).isEqualTo(indexed(readers.get(0).edges()));
        }
    }

    private static void readSome(List<SnapshotReading> readers) throws InterruptedException {
        for (SnapshotReading reader : readers) {
            reader.readSome();
        }
    }

    private static void awaitState(List<SnapshotReading> readers, PushedEdges pushed) {
        for (SnapshotReading reader : readers) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                reader.follow();
                assertThat(new TreeSet<>(reader.edges().keySet()))
                        .as(reader.connections())
                        .isEqualTo(meant(reader, readers, pushed));
            });
        }
    }

    /** The first reader has no filter; the second wants one repository; the third one type, by what the first was told. */
    private static Set<String> meant(SnapshotReading reader, List<SnapshotReading> readers, PushedEdges pushed) {
        Set<String> all = new TreeSet<>(pushed.edges());
        if (reader == readers.get(1)) {
            all.removeIf(edge -> !edge.endsWith("/app"));
        } else if (reader == readers.get(2)) {
            Map<String, JsonNode> told = readers.get(0).edges();
            all.removeIf(edge -> !told.getOrDefault(edge, MissingNode.getInstance())
                    .at("/referrer/artifactType")
                    .asText()
                    .equals("application/spdx+json"));
        }
        return all;
    }

    /** When each edge was learnt, as the lookups tell it. */
    private Map<String, String> lookups(PushedEdges pushed) {
        Http http = new Http(port);
        Map<String, String> found = new HashMap<>();
        for (Digest subject : pushed.subjects()) {
            JsonNode answer = Json.read(
                    http.get("/api/v1/subjects/" + subject + "?n=1000").body(), JsonNode.class);
            assertThat(answer.has("next")).isFalse();
            answer.path("referrers")
                    .forEach(referrer -> referrer.path("locations")
                            .forEach(at -> found.put(
                                    subject + " " + referrer.path("digest").textValue() + " "
                                            + at.path("registry").textValue() + "/"
                                            + at.path("repository").textValue(),
                                    at.path("indexed").textValue())));
        }
        return found;
    }

    private static Map<String, String> indexed(Map<String, JsonNode> edges) {
        Map<String, String> indexed = new HashMap<>();
        edges.forEach((edge, data) -> indexed.put(edge, data.path("indexed").textValue()));
        return indexed;
    }

    private static long edges(String body) {
        return body.lines().filter(line -> line.startsWith("{\"edge\":")).count();
    }

    private static KafkaCluster cluster(EmbeddedKafka broker) {
        return new KafkaCluster(broker.bootstrap(), "backref.", PARTITIONS, Map.of());
    }

    private Node start(EmbeddedKafka broker, Role role, String name) throws InterruptedException {
        Node node = Node.start(
                new StandaloneSettings(
                        folder.resolve(name),
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(
                                Optional.of(broker.bootstrap()), Optional.empty(), "backref.", PARTITIONS, Map.of()),
                        List.of(registry("local"), registry("other")),
                        Effort.DEFAULT,
                        new StandaloneSettings.Peers(Optional.of(() -> "secret"), Optional.empty()),
                        KindTable.EMPTY,
                        Requirements.UNNAMED,
                        List.of()),
                Set.of(role),
                new Progress(System.out));
        started.push(node);
        assertThat(node.awaitReady(() -> false)).isTrue();
        return node;
    }

    private static RegistrySettings registry(String name) {
        return new RegistrySettings(
                name,
                URI.create("http://127.0.0.1:1"),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
