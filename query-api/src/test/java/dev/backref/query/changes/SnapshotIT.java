package dev.backref.query.changes;

import static dev.backref.query.changes.SnapshotLines.lines;
import static dev.backref.query.changes.SnapshotLines.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way into the feed for who was away too long: what there is, and the cursor behind which the rest comes. */
@SuppressWarnings("NullAway.Init") // Each test has a topic and a feed of its own.
class SnapshotIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;
    private static final int EDGES = SnapshotRig.EDGES;

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    private final FakeEdges edges = new FakeEdges();
    private FeedRig rig;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void open() throws Exception {
        rig = SnapshotRig.open(kafka.bootstrap(), edges);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void tellsOfEveryEdgeAsTheFeedWouldAndThenWhereTheFeedGoesOn() throws Exception {
        HttpResponse<String> answer = rig.server().get("/api/v1/snapshot");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
        List<JsonNode> lines = lines(answer.body());
        assertThat(told(lines))
                .containsExactlyElementsOf(
                        edges.all().stream().map(SnapshotIT::data).toList());

        rig.write("later", 0, 3);
        String cursor = SnapshotLines.cursor(lines);
        try (SseReader reader = rig.read("after=" + cursor)) {
            assertThat(reader.ids(3, PATIENCE)).containsExactly("later-0", "later-1", "later-2");
        }
        assertThat(rig.meters().counter("backref.snapshot.edges").count()).isEqualTo(EDGES);
        await().atMost(PATIENCE).until(() -> ended("whole") == 1);
        assertThat(rig.meters().get("backref.snapshot.readers").gauge().value()).isZero();
    }

    /** What the feed makes of it for its readers. */
    private static JsonNode data(EdgesAnswer.Edge edge) {
        ObjectNode data = Json.MAPPER.valueToTree(edge.data());
        data.remove("alsoAt");
        return Json.read(Json.write(data.put("firstAnywhere", edge.firstAnywhere())), JsonNode.class);
    }

    @Test
    void goesOnAtAnyPlaceAlsoInAProcessThatWasJustStarted() throws Exception {
        List<JsonNode> lines = lines(rig.server().get("/api/v1/snapshot").body());
        assertThat(lines).hasSizeGreaterThan(2 * EDGES);
        rig.write("later", 0, 1);
        rig.restart(Callers.ANYONE);
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).has("resume")) {
                String resume = lines.get(at).path("resume").textValue();
                String rest =
                        rig.server().get("/api/v1/snapshot?resume=" + resume).body();
                List<JsonNode> behind = lines.subList(at, lines.size());
                assertThat(lines(rest)).isEqualTo(behind);
            }
        }
    }

    /** Whatever stands behind the last change of a partition: marks of transactions, aborted ones, and what is none. */
    @Test
    void demandsOfEveryPageWhatTheLastChangeBeforeItsCursorShowed() throws Exception {
        rig.writeInTransactions(120);
        for (int number = 0; number < 20; number++) {
            rig.commitNonsense("subject1", "nonsense".getBytes(StandardCharsets.UTF_8));
        }
        Map<Integer, Long> shown = new TreeMap<>();
        try (SseReader all = rig.read("after=beginning")) {
            for (int read = 0; read < EDGES + 120; read++) {
                JsonNode event = all.nextEvent(PATIENCE);
                Position position = Position.parse(event.at("/data/position").textValue());
                String subject = event.path("subject").textValue();
                shown.put(Topic.partitionOf(subject, FeedRig.PARTITIONS), position.offset());
            }
        }
        assertThat(rig.server().get("/api/v1/snapshot").statusCode()).isEqualTo(200);
        assertThat(edges.queries)
                .allSatisfy(query -> assertThat(query.ask().atLeast())
                        .isEqualTo(Optional.ofNullable(shown.get(query.partition()))
                                .map(offset ->
                                        new Position(Position.GENERATION, query.partition(), offset, Instant.EPOCH))));
    }

    @Test
    void tellsOnlyOfWhatTheFiltersOfTheFeedLetThrough() throws Exception {
        String subject = Samples.digest("subject1").toString();
        List<JsonNode> ofSubject =
                lines(rig.server().get("/api/v1/snapshot?subject=" + subject).body());
        assertThat(told(ofSubject))
                .hasSize(3)
                .allSatisfy(data ->
                        assertThat(data.at("/subject/digest").textValue()).isEqualTo(subject));
        assertThat(edges.queries).extracting(EdgesQuery::partition).containsOnly(rig.partition("subject1"));

        edges.queries.clear();
        List<JsonNode> sboms = lines(rig.server()
                .get("/api/v1/snapshot?artifactType=application/spdx%2Bjson&registry=local&kind=sbom")
                .body());
        assertThat(told(sboms)).hasSize(EDGES / 2);
        assertThat(edges.queries).allSatisfy(query -> {
            assertThat(query.filter().artifactTypes()).containsExactly("application/spdx+json");
            assertThat(query.filter().registries()).isEqualTo(Set.of("local"));
        });
        assertThat(told(lines(rig.server().get("/api/v1/snapshot?kind=vex").body())))
                .isEmpty();
    }

    @Test
    void readsOneSubjectAfterTheOtherWhereSeveralAreMeant() throws Exception {
        Set<String> some = Set.of(
                Samples.digest("subject1").toString(),
                Samples.digest("subject2").toString(),
                Samples.digest("nowhere").toString());
        String query = "/api/v1/snapshot?change=added&repository=a*&subject=" + String.join(",", some);
        List<JsonNode> lines = lines(rig.server().get(query).body());
        assertThat(told(lines))
                .hasSize(5)
                .allSatisfy(data ->
                        assertThat(some).contains(data.at("/subject/digest").textValue()));
        assertThat(edges.queries)
                .extracting(asked -> asked.subject().orElseThrow().toString())
                .hasSameElementsAs(some);
        for (JsonNode line : lines) {
            if (line.has("resume")) {
                String rest = rig.server()
                        .get(query + "&resume=" + line.path("resume").textValue())
                        .body();
                List<JsonNode> behind = lines.subList(lines.indexOf(line), lines.size());
                assertThat(told(lines(rest))).isEqualTo(told(behind));
            }
        }
    }

    /** What is there was added, so nobody has to look. */
    @Test
    void readsNothingForWhoWantsNothingThatIsThere() throws Exception {
        String query = "/api/v1/snapshot?change=removed&change=updated";
        List<JsonNode> lines = lines(rig.server().get(query).body());
        assertThat(told(lines)).isEmpty();
        assertThat(SnapshotLines.cursor(lines)).isNotEmpty();
        assertThat(edges.queries).isEmpty();
        String resume = lines.get(0).path("resume").textValue();
        assertThat(lines(rig.server().get(query + "&resume=" + resume).body())).isEqualTo(lines);
    }

    @Test
    void asksTheIndexForWhatItsCallerMaySee() throws Exception {
        Caller caller = at -> CompletableFuture.completedStage(true);
        rig.restart(request -> caller);
        assertThat(told(lines(rig.server().get("/api/v1/snapshot").body()))).hasSize(EDGES);
        assertThat(edges.queries)
                .allSatisfy(query -> assertThat(query.ask().caller()).isSameAs(caller));
    }

    @Test
    void isTheWayBackForACursorThatIsNoLongerKept() throws Exception {
        List<JsonNode> lines = lines(rig.server().get("/api/v1/snapshot").body());
        String old = FeedCursor.of(new long[FeedRig.PARTITIONS]).toString();
        String resume = lines.get(0).path("resume").textValue();
        rig.write("subject1", 100, 110);
        await().atMost(PATIENCE).until(() -> end("subject1") > 20);
        forget("subject1");
        rig.restart(Callers.ANYONE);
        for (String path : List.of("/api/v1/changes?after=" + old, "/api/v1/snapshot?resume=" + resume)) {
            HttpResponse<String> answer = rig.server().get(path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
            assertThat(answer.body()).contains("\"code\":\"GONE\"", "GET /api/v1/snapshot");
        }
    }

    private long end(String subject) {
        return rig.feed().ring().end()[rig.partition(subject)];
    }

    private void forget(String subject) throws Exception {
        TopicPartition partition = new TopicPartition(rig.topic(), rig.partition(subject));
        try (Admin admin = rig.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end(subject))))
                    .all()
                    .get();
        }
    }

    private double ended(String outcome) {
        return rig.meters().counter("backref.snapshots", "outcome", outcome).count();
    }
}
