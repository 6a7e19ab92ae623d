package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The feed over a real broker: four partitions, transactions that commit and that abort. */
@SuppressWarnings("NullAway.Init") // Each test has a topic and a feed of its own.
class FeedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PARTITIONS = 4;
    private static final ChangesResource.Pace QUICK =
            new ChangesResource.Pace(Duration.ofMillis(200), Duration.ofSeconds(2));

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    private KafkaCluster cluster;
    private KafkaProducer<String, byte[]> producer;
    private ChangeFeed feed;
    private TestServer server;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        String prefix = test.getTestMethod().orElseThrow().getName() + ".";
        cluster = new KafkaCluster(kafka.bootstrap(), prefix, PARTITIONS, Map.of());
        try (Admin admin = Admin.create(cluster.client("test-admin"))) {
            NewTopic topic = new NewTopic(cluster.name(IndexTopics.CHANGES), PARTITIONS, (short) 1)
                    .configs(IndexTopics.CHANGES.config());
            admin.createTopics(List.of(topic)).all().get();
        }
        Map<String, Object> config = cluster.producer("test-writer");
        config.put("transactional.id", prefix);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        serve(ChangeFeed.Bounds.DEFAULT);
    }

    @AfterEach
    void close() {
        server.close();
        feed.close();
        producer.close();
    }

    private void serve(ChangeFeed.Bounds bounds) {
        if (feed != null) {
            server.close();
            feed.close();
        }
        feed = new ChangeFeed(cluster, bounds, new SimpleMeterRegistry());
        feed.start();
        await().atMost(PATIENCE).until(() -> feed.status().ready());
        server = new TestServer((vertx, router) ->
                new ChangesResource(vertx, feed, Callers.ANYONE, QUICK, new SimpleMeterRegistry()).mount(router));
    }

    @Test
    void losesAndRepeatsNothingForAReaderThatIsCutOffAgainAndAgain() throws Exception {
        serve(new ChangeFeed.Bounds(100, Long.MAX_VALUE)); // Most resumes begin behind the ring.
        Random random = new Random(3);
        List<String> seen = new ArrayList<>();
        Thread writer = new Thread(() -> writeInTransactions(2_000));
        writer.start();
        String lastId = FeedCursor.of(new long[PARTITIONS]).toString();
        while (seen.size() < 2_000) {
            try (SseReader reader = new SseReader(server.uri("/api/v1/changes"), lastId)) {
                int most = seen.size() + 1 + random.nextInt(200);
                while (seen.size() < Math.min(most, 2_000)) {
                    seen.add(reader.nextEvent(PATIENCE).path("id").textValue());
                }
                lastId = reader.lastId();
            }
        }
        writer.join();
        assertThat(seen).doesNotHaveDuplicates().hasSize(2_000);
        try (SseReader reader = new SseReader(server.uri("/api/v1/changes"), lastId)) {
            assertThat(reader.events(Duration.ofMillis(700))).isEmpty();
        }
    }

    @Test
    void servesOthersWhileOneReadsNothing() throws Exception {
        serve(new ChangeFeed.Bounds(50, Long.MAX_VALUE));
        List<Socket> stuck = new ArrayList<>();
        for (int each = 0; each < 20; each++) {
            Socket socket =
                    new Socket(server.uri("/").getHost(), server.uri("/").getPort());
            socket.setReceiveBufferSize(1_024);
            socket.getOutputStream()
                    .write("GET /api/v1/changes?after=beginning HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            stuck.add(socket);
        }
        try (SseReader reader = new SseReader(server.uri("/api/v1/changes?after=beginning"), "")) {
            writeInTransactions(3_000);
            for (int each = 0; each < 3_000; each++) {
                assertThat(reader.nextEvent(PATIENCE).path("id").textValue()).isNotEmpty();
            }
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    @Test
    void beginsWhereItIsAsked() throws Exception {
        write(0, 10);
        await().atMost(PATIENCE).until(() -> feed.ring().end()[partition()] >= 10);
        try (SseReader all = new SseReader(server.uri("/api/v1/changes?after=beginning"), "");
                SseReader fresh = new SseReader(server.uri("/api/v1/changes"), "")) {
            fresh.awaitOpen(PATIENCE);
            write(10, 11);
            assertThat(fresh.nextEvent(PATIENCE).path("id").textValue()).isEqualTo("one-10");
            assertThat(all.ids(11, PATIENCE))
                    .containsExactlyElementsOf(LongStream.range(0, 11)
                            .mapToObj(number -> "one-" + number)
                            .toList());
        }
    }

    @Test
    void goesOnAfterAPositionOfASubjectWithoutAGap() throws Exception {
        write(0, 10);
        Position position = new Position(Position.GENERATION, partition(), 6, Instant.now());
        String path = "/api/v1/changes?subject=" + Samples.digest("one") + "&after=" + position;
        try (SseReader reader = new SseReader(server.uri(path), "")) {
            assertThat(reader.ids(3, PATIENCE)).containsExactly("one-7", "one-8", "one-9");
        }
        assertThat(server.get("/api/v1/changes?after=" + position).statusCode()).isEqualTo(400);
    }

    @Test
    void passesOnlyWhatIsAskedForAndKeepsTheCursorFresh() throws Exception {
        try (SseReader filtered = new SseReader(
                        server.uri(
                                "/api/v1/changes?artifactType=application/spdx%2Bjson&registry=local&repository=app"),
                        "");
                SseReader nothing = new SseReader(server.uri("/api/v1/changes?registry=other"), "")) {
            filtered.awaitOpen(PATIENCE);
            nothing.awaitOpen(PATIENCE);
            String before = nothing.lastId();
            write(0, 6);
            assertThat(filtered.ids(3, PATIENCE)).containsExactly("one-0", "one-2", "one-4");
            await().atMost(PATIENCE).until(() -> !nothing.lastId().equals(before));
            assertThat(nothing.events(Duration.ofMillis(100))).isEmpty();
        }
    }

    @Test
    void saysFirstAnywhereAndNotWhereElse() throws Exception {
        try (SseReader reader = new SseReader(server.uri("/api/v1/changes"), "")) {
            reader.awaitOpen(PATIENCE);
            commit(List.of(Samples.change("one", 0), Samples.change("one", 1, "app", List.of("mirror/app"))));
            assertThat(reader.nextEvent(PATIENCE).at("/data/firstAnywhere").booleanValue())
                    .isTrue();
            var second = reader.nextEvent(PATIENCE);
            assertThat(second.at("/data/firstAnywhere").booleanValue()).isFalse();
            assertThat(second.path("data").has("alsoAt")).isFalse();
            assertThat(second.path("specversion").textValue()).isEqualTo("1.0");
        }
    }

    @Test
    void refusesCursorsThatAreNoneAndTellsThoseThatAreNoLongerGood() throws Exception {
        assertThat(server.get("/api/v1/changes", "Last-Event-ID", "1.0.0.0.0~x").statusCode())
                .isEqualTo(400);
        assertThat(server.get("/api/v1/changes?after=nonsense").body()).contains("\"field\":\"after\"");
        assertThat(server.get("/api/v1/changes?colour=red").statusCode()).isEqualTo(400);
        for (FeedCursor gone : List.of(
                FeedCursor.of(new long[] {0}),
                new FeedCursor(Position.GENERATION + 1, List.of(0L, 0L, 0L, 0L)),
                FeedCursor.of(new long[] {0, 0, 0, 99}))) {
            assertThat(server.get("/api/v1/changes?after=" + gone).statusCode()).isEqualTo(410);
        }
        assertThat(server.get("/api/v1/changes", "Accept", "application/json").statusCode())
                .isEqualTo(406);
    }

    @Test
    void leavesOutARecordThatIsNoChange() throws Exception {
        try (SseReader reader = new SseReader(server.uri("/api/v1/changes?after=beginning"), "")) {
            producer.beginTransaction();
            Future<?> unused = producer.send(new ProducerRecord<>(
                    cluster.name(IndexTopics.CHANGES), partition(), "k", "{}".getBytes(StandardCharsets.UTF_8)));
            producer.commitTransaction();
            write(0, 1);
            assertThat(reader.ids(1, PATIENCE)).containsExactly("one-0");
        }
    }

    private int partition() {
        return cluster.partition(IndexTopics.CHANGES, Samples.digest("one").toString());
    }

    /** Changes of one subject, each in a transaction of its own. */
    private void write(long from, long to) {
        LongStream.range(from, to).forEach(number -> commit(List.of(Samples.change("one", number))));
    }

    private void commit(List<Change> changes) {
        producer.beginTransaction();
        changes.forEach(this::send);
        producer.commitTransaction();
    }

    /** So many changes of many subjects, ten in a transaction, with one that aborts after every third. */
    private void writeInTransactions(int count) {
        for (int from = 0; from < count; from += 10) {
            int begin = from;
            List<Change> ten = IntStream.range(begin, begin + 10)
                    .mapToObj(number -> Samples.change("subject" + number % 37, number))
                    .toList();
            if (from % 30 == 0) {
                producer.beginTransaction();
                ten.forEach(this::send);
                producer.flush();
                producer.abortTransaction();
            }
            commit(ten);
        }
    }

    private void send(Change change) {
        String key = change.subject().toString();
        Future<?> unused = producer.send(new ProducerRecord<>(
                cluster.name(IndexTopics.CHANGES), cluster.partition(IndexTopics.CHANGES, key), key, change.toJson()));
        assertThat(Optional.of(unused)).isPresent();
    }
}
