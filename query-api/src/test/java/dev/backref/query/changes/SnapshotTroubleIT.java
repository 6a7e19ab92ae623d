package dev.backref.query.changes;

import static dev.backref.query.changes.SnapshotLines.lines;
import static dev.backref.query.changes.SnapshotLines.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.kafka.EmbeddedKafka;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader of a snapshot is told when there is none, or no more of it. */
@SuppressWarnings("NullAway.Init") // Each test has a topic and a feed of its own.
class SnapshotTroubleIT {
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

    @ParameterizedTest
    @CsvSource({
        "registry=none, registry, none",
        "subject=sha256:x, subject, sha256:x",
        "kind=what, kind, what",
        "repositry=app, repositry, app",
        "resume=abc, resume, abc",
        "after=end, after, end"
    })
    void refusesWhatItDoesNotUnderstand(String query, String field, String value) throws Exception {
        HttpResponse<String> answer = rig.server().get("/api/v1/snapshot?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "\"code\":\"INVALID_PARAMETER\"", "\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"");
    }

    @Test
    void refusesThePlaceOfASnapshotWithOtherFilters() throws Exception {
        String resume = lines(rig.server().get("/api/v1/snapshot").body()).stream()
                .filter(line -> line.has("resume"))
                .findFirst()
                .orElseThrow()
                .path("resume")
                .textValue();
        HttpResponse<String> answer = rig.server().get("/api/v1/snapshot?kind=sbom&resume=" + resume);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"resume\"", "other filters", resume);
    }

    @Test
    void isUnavailableBeforeTheFirstByteWhereTheIndexIsAway() throws Exception {
        rig.index().ofEdges = query -> away(Duration.ofSeconds(3));
        HttpResponse<String> answer = rig.server().get("/api/v1/snapshot");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
        assertThat(answer.body()).contains("\"code\":\"UNAVAILABLE\"", "away");
    }

    @Test
    void breaksOffWhereTheIndexGoesAwaySoThatNobodyTakesItForWhole() {
        rig.index().ofEdges = query -> edges.queries.size() < 5 ? edges.answer(query) : away(Duration.ofMinutes(1));
        assertThatThrownBy(() -> rig.server().get("/api/v1/snapshot")).isInstanceOf(ExecutionException.class);
        assertThat(ended("cut")).isEqualTo(1);
        assertThat(rig.meters().get("backref.snapshot.readers").gauge().value()).isZero();
    }

    @Test
    void waitsForAPartitionThatMoves() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        rig.index().ofEdges = query -> asked.incrementAndGet() % 3 == 0
                ? away(Duration.ofMillis(5))
                : asked.get() == 4 ? broken() : edges.answer(query);
        assertThatThrownBy(() -> rig.server().get("/api/v1/snapshot"))
                .as("what is no passing trouble")
                .isInstanceOf(ExecutionException.class);
        asked.set(4);
        assertThat(told(lines(rig.server().get("/api/v1/snapshot").body()))).hasSize(EDGES);
    }

    private static <T> CompletionStage<T> away(Duration retryAfter) {
        return CompletableFuture.failedStage(new IndexUnavailable("away", retryAfter));
    }

    private static <T> CompletionStage<T> broken() {
        throw new IllegalStateException("broken");
    }

    @Test
    void isReadByAFewAtOnce() throws Exception {
        List<CompletableFuture<EdgesAnswer>> held = new CopyOnWriteArrayList<>();
        rig.index().ofEdges = query -> {
            CompletableFuture<EdgesAnswer> answer = new CompletableFuture<>();
            held.add(answer);
            return answer;
        };
        List<CompletableFuture<HttpResponse<String>>> readers = LongStream.range(0, FeedRig.MOST_SNAPSHOTS)
                .mapToObj(number -> rig.server().getAsync("/api/v1/snapshot"))
                .toList();
        await().atMost(PATIENCE).until(() -> held.size() == FeedRig.MOST_SNAPSHOTS);
        HttpResponse<String> refused = rig.server().get("/api/v1/snapshot");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("10");

        rig.index().ofEdges = edges::answer;
        held.forEach(answer -> answer.completeExceptionally(new IndexUnavailable("away", Duration.ofSeconds(1))));
        readers.forEach(reader -> assertThat(reader.join().statusCode()).isEqualTo(503));
        assertThat(rig.server().send("HEAD", "/api/v1/snapshot").statusCode()).isEqualTo(200);
        assertThat(told(lines(rig.server().get("/api/v1/snapshot").body()))).hasSize(EDGES);
    }

    private double ended(String outcome) {
        return rig.meters().counter("backref.snapshots", "outcome", outcome).count();
    }
}
