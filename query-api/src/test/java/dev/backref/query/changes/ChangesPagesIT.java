package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Change;
import dev.backref.ingest.contract.Json;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The feed in pages, and by a request that waits for the next change, over a real broker. */
@SuppressWarnings("NullAway.Init") // Each test has a topic and a feed of its own.
class ChangesPagesIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;
    private static final String FEED = "/api/v1/changes?";
    private static final int ALL = 600;

    /** So small that most of what is asked for is in the topic alone. */
    private static final ChangeFeed.Bounds SMALL = new ChangeFeed.Bounds(100, Long.MAX_VALUE);

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    private FeedRig rig;

    /** A page as a client reads it. */
    private record Page(List<String> ids, String next, boolean more) {
        static Page of(HttpResponse<String> answer) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            JsonNode page = Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
            List<String> ids = StreamSupport.stream(page.path("changes").spliterator(), false)
                    .map(change -> change.path("id").textValue())
                    .toList();
            return new Page(
                    ids, page.path("next").textValue(), page.path("more").booleanValue());
        }
    }

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
        String name = test.getTestMethod().orElseThrow().getName();
        rig = new FeedRig(kafka.bootstrap(), name, SMALL, Callers.ANYONE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void losesAndRepeatsNothingWhileOthersWrite() throws Exception {
        Thread writer = new Thread(() -> rig.writeInTransactions(ALL));
        writer.start();
        Random random = new Random(3);
        List<String> seen = new ArrayList<>();
        String at = "beginning";
        while (seen.size() < ALL) {
            int limit = 1 + random.nextInt(90);
            Page page = page("limit=" + limit + "&wait=30s&after=" + at);
            assertThat(page.ids()).hasSizeBetween(1, limit);
            seen.addAll(page.ids());
            at = page.next();
        }
        writer.join();
        assertThat(seen).doesNotHaveDuplicates().hasSize(ALL);
        Page end = page("limit=5&after=" + at);
        assertThat(end.ids()).isEmpty();
        assertThat(end.more()).isFalse();
    }

    @Test
    void goesOnByOneCursorAsAStreamAndInPages() throws Exception {
        rig.write("one", 0, 5);
        Page first = page("limit=2&after=beginning");
        assertThat(first.ids()).containsExactly("one-0", "one-1");
        assertThat(first.more()).isTrue();
        String lastId;
        try (SseReader stream = rig.resume("", first.next())) {
            assertThat(stream.ids(2, PATIENCE)).containsExactly("one-2", "one-3");
            lastId = stream.lastId();
        }
        assertThat(page("limit=2&after=" + lastId).ids()).containsExactly("one-4");
        HttpResponse<String> resumed = rig.server().get(FEED + "limit=2&after=beginning", "Last-Event-ID", lastId);
        assertThat(Page.of(resumed).ids()).containsExactly("one-4");
        HttpResponse<String> accepted = rig.server().get(FEED + "after=beginning", "Accept", "application/json");
        assertThat(Page.of(accepted).ids()).hasSize(5);
    }

    @Test
    void answersAllWhoWaitWithTheChangeThatTheyWaitFor() throws Exception {
        String at = page("limit=1").next();
        String wanted = "&after=" + at + "&subject=" + Samples.digest("one");
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(
                        0, 90) // A connection has no more than a hundred requests under way.
                .mapToObj(each -> rig.server().getAsync(FEED + "wait=60s" + wanted))
                .toList();
        await().atMost(PATIENCE).until(() -> rig.readers() == waiting.size());
        rig.write("another", 0, 3);
        rig.write("one", 0, 1);
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(Page.of(each.get()).ids()).containsExactly("one-0");
        }
        await().atMost(PATIENCE).until(() -> rig.readers() == 0);
    }

    @Test
    void answersWithoutAChangeWhereNoneCameAndIsBehindWhatWasNotWanted() throws Exception {
        String at = page("limit=1").next();
        rig.write("one", 0, 3);
        await().atMost(PATIENCE).until(() -> page("limit=9&after=" + at).ids().size() == 3);
        Page waited = page("wait=300ms&kind=vex&after=" + at);
        assertThat(waited.ids()).isEmpty();
        assertThat(waited.more()).isFalse();
        assertThat(page("limit=9&after=" + waited.next()).ids()).isEmpty();
    }

    @Test
    void endsAPageOfLargeChangesEarly() throws Exception {
        for (int from = 0; from < 300; from += 10) {
            rig.commit(IntStream.range(from, from + 10)
                    .mapToObj(number -> Samples.large("one", number, "x".repeat(20_000)))
                    .toList());
        }
        Page first = page("limit=1000&after=beginning");
        assertThat(first.ids()).hasSizeBetween(200, 299);
        assertThat(first.more()).isTrue();
        Page second = page("limit=1000&after=" + first.next());
        assertThat(second.ids().get(0)).isEqualTo("one-" + first.ids().size());
        assertThat(first.ids().size() + second.ids().size()).isEqualTo(300);
    }

    @Test
    void refusesWhatIsOutOfRangeAndNamesIt() throws Exception {
        Map.of("limit=0", "0", "limit=1001", "1001", "wait=61s", "61s", "wait=2m", "2m", "wait=-1s", "-1s", "wait=", "")
                .forEach((query, value) -> {
                    HttpResponse<String> answer =
                            rig.server().getAsync(FEED + query).join();
                    assertThat(answer.statusCode()).as(query).isEqualTo(400);
                    assertThat(answer.body()).contains("\"value\":\"" + value + "\"");
                });
        assertThat(rig.server()
                        .get(FEED + "limit=1", "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(406);
        assertThat(rig.server().send("HEAD", FEED + "wait=60s").statusCode()).isEqualTo(200);
    }

    /** Else it would be taken for the end of the feed. */
    @Test
    void saysThatItCannotTellWhatTheCallerSees() throws Exception {
        Callers failing = request -> location -> CompletableFuture.failedStage(new IllegalStateException("no answer"));
        rig.write("one", 0, 1);
        rig.restart(failing);
        HttpResponse<String> answer = rig.server().get(FEED + "limit=1&after=beginning");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
    }

    @Test
    void letsThoseGoOnLaterWhoWaitWhenItStops() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = rig.server().getAsync(FEED + "wait=60s");
        await().atMost(PATIENCE).until(() -> rig.readers() == 1);
        rig.endStreams();
        String next = Page.of(waiting.get()).next();
        rig.restart(Callers.ANYONE);
        List<Change> one = List.of(Samples.change("one", 0));
        rig.commit(one);
        assertThat(page("wait=30s&after=" + next).ids()).containsExactly("one-0");
    }

    private Page page(String query) throws Exception {
        return Page.of(rig.server().get(FEED + query));
    }
}
