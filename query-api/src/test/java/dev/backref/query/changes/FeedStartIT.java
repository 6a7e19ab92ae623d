package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a reader of the feed can begin, and where it can no longer. */
@SuppressWarnings("NullAway.Init") // Each test has a topic and a feed of its own.
class FeedStartIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;

    @TempDir
    private static Path folder;

    private static final AtomicInteger OPENED = new AtomicInteger();
    private static EmbeddedKafka kafka;

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
        String name = "start-" + OPENED.incrementAndGet();
        rig = new FeedRig(kafka.bootstrap(), name, ChangeFeed.Bounds.DEFAULT, Callers.ANYONE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void beginsWhereItIsAsked() throws Exception {
        rig.write("one", 0, 10);
        await().atMost(PATIENCE).until(() -> rig.feed().ring().end()[rig.partition("one")] >= 10);
        try (SseReader all = rig.read("after=beginning");
                SseReader end = rig.open("after=end");
                SseReader fresh = rig.open("")) {
            rig.write("one", 10, 11);
            assertThat(fresh.ids(1, PATIENCE)).containsExactly("one-10");
            assertThat(end.ids(1, PATIENCE)).containsExactly("one-10");
            assertThat(all.ids(11, PATIENCE))
                    .containsExactlyElementsOf(LongStream.range(0, 11)
                            .mapToObj(number -> "one-" + number)
                            .toList());
        }
    }

    @Test
    void goesOnAfterAPositionOfASubjectWithoutAGap() throws Exception {
        rig.write("one", 0, 10);
        try (SseReader reader = rig.read(after(6, Instant.now()))) {
            assertThat(reader.ids(3, PATIENCE)).containsExactly("one-7", "one-8", "one-9");
        }
    }

    @Test
    void goesOnAfterThePositionOfAnIndexThatHasNotAppliedAnything() throws Exception {
        rig.write("one", 0, 2);
        try (SseReader reader = rig.read(after(-1, Instant.EPOCH))) {
            assertThat(reader.ids(2, PATIENCE)).containsExactly("one-0", "one-1");
        }
    }

    @Test
    void refusesAPositionWithoutASubjectOrOfAnotherOne() throws Exception {
        Position other =
                new Position(Position.GENERATION, (rig.partition("one") + 1) % FeedRig.PARTITIONS, 6, Instant.now());
        refused("after=" + other, "after", other.toString());
        refused("subject=" + Samples.digest("one") + "&after=" + other, "after", other.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "after, nonsense",
        "after, 1.0.0.0.0~x",
        "colour, red",
        "subject, latest",
        "registry, elsewhere",
        "registry, UPPER",
        "repository, a//b"
    })
    void namesTheParameterThatIsWrongAndQuotesItsValue(String field, String value) throws Exception {
        refused(field + "=" + value, field, value);
    }

    @Test
    void tellsCursorsThatAreNoLongerGood() throws Exception {
        for (FeedCursor gone : List.of(
                FeedCursor.of(new long[] {0}),
                new FeedCursor(Position.GENERATION + 1, List.of(0L, 0L, 0L, 0L)),
                FeedCursor.of(new long[] {0, 0, 0, 99}))) {
            gone("after=" + gone);
        }
        gone("subject=" + Samples.digest("one") + "&after="
                + new Position(Position.GENERATION + 1, rig.partition("one"), 6, Instant.now()));
    }

    @Test
    void tellsThatWhatLiesBehindACursorIsNoLongerKept() throws Exception {
        rig.write("one", 0, 5);
        deleteBefore(4);
        rig.restart(Callers.ANYONE); // What is at hand is served though the topic has it no longer.
        gone("after=" + FeedCursor.of(new long[FeedRig.PARTITIONS]));
        try (SseReader reader = rig.read("after=beginning")) {
            assertThat(reader.ids(3, PATIENCE)).containsExactly("one-2", "one-3", "one-4");
        }
    }

    @Test
    void tellsThatWhatCameAfterAPositionMayNoLongerBeKept() throws Exception {
        rig.write("one", 0, 10);
        deleteBefore(8);
        index(9);
        gone(after(2, Instant.EPOCH));
        deleteBefore(20);
        gone(after(2, Instant.now().minusSeconds(3_600)));
        assertThat(rig.server()
                        .get("/api/v1/changes?" + after(2, Instant.EPOCH))
                        .body())
                .contains("the changes behind this position are no longer kept: look the subject up");
    }

    @Test
    void servesAPositionOfWhichNothingBehindCanBeGone() throws Exception {
        rig.write("one", 0, 10);
        deleteBefore(8);
        try (SseReader reader = rig.read(after(7, Instant.now()))) {
            assertThat(reader.ids(2, PATIENCE)).containsExactly("one-8", "one-9");
        }
    }

    @Test
    void goesOnAfterAPositionThatTheIndexHasNotGoneBeyondHoweverOldItIs() throws Exception {
        rig.write("one", 0, 10);
        deleteBefore(20);
        index(9);
        try (SseReader reader = rig.open(after(9, Instant.EPOCH))) {
            rig.write("one", 10, 12);
            assertThat(reader.ids(2, PATIENCE)).containsExactly("one-10", "one-11");
        }
    }

    @Test
    void isUnavailableWhileNobodyCanSayHowFarTheIndexHasCome() throws Exception {
        rig.write("one", 0, 2);
        deleteBefore(4);
        rig.index().ofSubject =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(3)));
        HttpResponse<String> answer = rig.server().get("/api/v1/changes?" + after(0, Instant.EPOCH));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
    }

    @Test
    void answersHeadWithoutFollowing() throws Exception {
        String answer = rig.server().raw("HEAD /api/v1/changes");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("\r\ncontent-type: text/event-stream\r\n")
                .endsWith("\r\n\r\n");
        assertThat(rig.server().raw("HEAD /api/v1/changes?after=nonsense")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void isAStreamForWhoeverTakesOneAndTakesNoWrites() throws Exception {
        for (String also :
                List.of("application/json, */*;q=0.1", "application/json, TEXT/Event-Stream", "a/json;q=0")) {
            assertThat(rig.server()
                            .send("HEAD", "/api/v1/changes", "Accept", also)
                            .headers()
                            .firstValue("content-type"))
                    .contains("text/event-stream");
        }
        assertThat(rig.server().send("POST", "/api/v1/changes").statusCode()).isEqualTo(405);
    }

    @Test
    void isServedAsAStreamThatNoProxyHoldsBack() throws Exception {
        String answer = rig.server().rawFirst("GET /api/v1/changes", "\n\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("\r\ncontent-type: text/event-stream\r\n")
                .containsIgnoringCase("\r\ncache-control: no-cache\r\n")
                .containsIgnoringCase("\r\nx-accel-buffering: no\r\n")
                .containsPattern("retry: 2000\nid: [A-Za-z0-9._~-]+\n\n");
    }

    private String after(long offset, Instant appended) {
        Position position = new Position(Position.GENERATION, rig.partition("one"), offset, appended);
        return "subject=" + Samples.digest("one") + "&after=" + position;
    }

    /** Each change takes two offsets, with the mark of its transaction. */
    private void deleteBefore(long offset) throws Exception {
        TopicPartition partition = new TopicPartition(rig.topic(), rig.partition("one"));
        try (Admin admin = rig.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private void index(long offset) {
        Position now = new Position(Position.GENERATION, rig.partition("one"), offset, Instant.EPOCH);
        rig.index().ofSubject = query -> CompletableFuture.completedStage(new SubjectAnswer(
                query.subject(),
                now,
                ServedBy.ACTIVE,
                new Completeness("all", Completeness.State.UNKNOWN, Optional.empty(), Optional.empty(), List.of()),
                List.of(),
                Optional.empty()));
    }

    private void refused(String query, String field, String value) throws Exception {
        HttpResponse<String> answer = rig.server().get("/api/v1/changes?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "\"code\":\"INVALID_PARAMETER\"", "\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"");
    }

    private void gone(String query) throws Exception {
        HttpResponse<String> answer = rig.server().get("/api/v1/changes?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
        assertThat(answer.body()).contains("\"code\":\"GONE\"", "begin anew");
    }
}
