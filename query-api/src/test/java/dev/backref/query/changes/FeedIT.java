package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Change;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    private static final Duration PATIENCE = FeedRig.PATIENCE;

    /** So small that readers fall out of it all the time. */
    private static final ChangeFeed.Bounds SMALL = new ChangeFeed.Bounds(100, Long.MAX_VALUE);

    @TempDir
    private static Path folder;

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
    void open(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        rig = new FeedRig(kafka.bootstrap(), name, SMALL, Callers.ANYONE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void losesAndRepeatsNothingForAReaderThatIsCutOffAgainAndAgain() throws Exception {
        Random random = new Random(3);
        List<String> seen = new ArrayList<>();
        Thread writer = new Thread(() -> rig.writeInTransactions(2_000));
        writer.start();
        String lastId = FeedCursor.of(new long[FeedRig.PARTITIONS]).toString();
        while (seen.size() < 2_000) {
            try (SseReader reader = rig.resume("", lastId)) {
                int most = Math.min(seen.size() + 1 + random.nextInt(200), 2_000);
                while (seen.size() < most) {
                    seen.add(reader.nextEvent(PATIENCE).path("id").textValue());
                }
                lastId = reader.lastId();
            }
        }
        writer.join();
        assertThat(seen).doesNotHaveDuplicates().hasSize(2_000);
        try (SseReader reader = rig.resume("", lastId)) {
            assertThat(reader.events(Duration.ofMillis(700))).isEmpty();
        }
    }

    @Test
    void servesOthersWhileSomeReadNothing() throws Exception {
        List<StuckReader> stuck = new ArrayList<>();
        try (SseReader reader = rig.open("")) {
            for (int each = 0; each < 20; each++) {
                stuck.add(StuckReader.of(rig.uri("after=beginning")));
            }
            // Twenty megabytes: more than any connection takes when nobody reads.
            for (int number = 0; number < 1_000; number += 10) {
                rig.commit(tenLarge(number));
            }
            assertThat(reader.ids(1_000, PATIENCE)).doesNotHaveDuplicates();
        } finally {
            for (StuckReader each : stuck) {
                each.close();
            }
        }
    }

    @Test
    void passesOnlyWhatIsAskedForAndKeepsTheCursorFresh() throws Exception {
        String all = "artifactType=application/spdx%2Bjson&artifactType=a/b&registry=local&repository=app&subject="
                + Samples.digest("one");
        try (SseReader filtered = rig.open(all);
                SseReader nothing = rig.open("registry=other")) {
            String before = nothing.lastId();
            rig.write("other", 0, 2);
            rig.commit(List.of(Samples.change("one", 0, "elsewhere", List.of())));
            rig.write("one", 1, 6);
            assertThat(filtered.ids(2, PATIENCE)).containsExactly("one-2", "one-4");
            await().atMost(PATIENCE).until(() -> !nothing.lastId().equals(before));
            assertThat(nothing.events(Duration.ofMillis(300))).isEmpty();
            await().atMost(PATIENCE).until(() -> nothingIsBehind(nothing.lastId()));
        }
    }

    @Test
    void passesOnlyWhatHoldsWhatIsAskedFor() throws Exception {
        try (SseReader filtered = rig.open("kind=sbom&annotation=text%3Dx&annotation=text%3Dz");
                SseReader nothing = rig.open("kind=vex")) {
            String before = nothing.lastId();
            rig.commit(
                    List.of(Samples.large("one", 0, "x"), Samples.large("one", 1, "y"), Samples.large("one", 2, "z")));
            assertThat(filtered.ids(2, PATIENCE)).containsExactly("one-0", "one-2");
            await().atMost(PATIENCE).until(() -> !nothing.lastId().equals(before));
            assertThat(nothing.events(Duration.ofMillis(300))).isEmpty();
        }
    }

    @Test
    void passesWhatIsFirstAnywhereByWhatItsReaderSees() throws Exception {
        String query = "first=anywhere&change=added&repository=ap*&subject=" + Samples.digest("other") + ","
                + Samples.digest("one");
        try (SseReader filtered = rig.open(query)) {
            rig.commit(List.of(
                    Samples.change("one", 0, "app", List.of("local/elsewhere")),
                    Samples.change("two", 1, "app", List.of()),
                    Samples.of(Change.Type.REMOVED, Samples.change("one", 2)),
                    Samples.change("one", 3, "team/app", List.of()),
                    Samples.change("one", 4, "apps", List.of())));
            assertThat(filtered.ids(1, PATIENCE)).containsExactly("one-4");
        }
    }

    private boolean nothingIsBehind(String id) throws Exception {
        try (SseReader resumed = rig.resume("", id)) {
            return resumed.events(Duration.ofMillis(300)).isEmpty();
        }
    }

    @Test
    void saysOfEveryChangeWhetherAnotherLocationHeldTheEdgeAndNotWhich() throws Exception {
        try (SseReader reader = rig.open("")) {
            for (Change.Type type : Change.Type.values()) {
                rig.commit(List.of(
                        Samples.of(type, Samples.change("one", 0)),
                        Samples.of(type, Samples.change("one", 1, "app", List.of("mirror/app")))));
                assertThat(reader.nextEvent(PATIENCE).at("/data/firstAnywhere").booleanValue())
                        .as("%s", type)
                        .isTrue();
                JsonNode second = reader.nextEvent(PATIENCE);
                assertThat(second.at("/data/firstAnywhere").booleanValue())
                        .as("%s", type)
                        .isFalse();
                assertThat(second.path("data").has("alsoAt")).isFalse();
                assertThat(second.path("specversion").textValue()).isEqualTo("1.0");
            }
        }
    }

    @Test
    void leavesOutARecordThatIsNoChange() throws Exception {
        try (SseReader reader = rig.read("after=beginning")) {
            rig.commitNonsense("one", "{}".getBytes(StandardCharsets.UTF_8));
            byte[] nowhere = new String(
                            Samples.change("one", 7, "app", List.of("mirror/app"))
                                    .toJson(),
                            StandardCharsets.UTF_8)
                    .replace("mirror/app", "no location")
                    .getBytes(StandardCharsets.UTF_8);
            rig.commitNonsense("one", nowhere);
            rig.write("one", 0, 1);
            assertThat(reader.ids(1, PATIENCE)).containsExactly("one-0");
        }
    }

    private static List<Change> tenLarge(int from) {
        return IntStream.range(from, from + 10)
                .mapToObj(number -> Samples.large("subject" + number % 7, number, "x".repeat(20_000)))
                .toList();
    }
}
