package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Position;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that comes back says where it was, and that wins over whatever its address says. */
@SuppressWarnings("NullAway.Init") // Each test has a topic and a feed of its own.
class FeedLastIdIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;
    private static final String BEGINNING =
            FeedCursor.of(new long[FeedRig.PARTITIONS]).toString();

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
        String name = "last-id-" + OPENED.incrementAndGet();
        rig = new FeedRig(kafka.bootstrap(), name, ChangeFeed.Bounds.DEFAULT, Callers.ANYONE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void prefersTheLastIdToTheStartThatTheAddressNames() throws Exception {
        rig.write("one", 0, 3);
        String lastId;
        try (SseReader reader = rig.read("after=beginning")) {
            assertThat(reader.ids(2, PATIENCE)).containsExactly("one-0", "one-1");
            lastId = reader.lastId();
        }
        try (SseReader resumed = rig.resume("after=beginning", lastId);
                SseReader byAddress = rig.read("after=" + lastId)) {
            assertThat(resumed.ids(1, PATIENCE)).containsExactly("one-2");
            assertThat(byAddress.ids(1, PATIENCE)).containsExactly("one-2");
        }
    }

    @Test
    void judgesNothingElseThatTheAddressNamesToBeginAfter() throws Exception {
        rig.write("one", 0, 3);
        String subject = "subject=" + Samples.digest("one") + "&";
        for (String address : List.of(
                "after=nonsense",
                "after=1.0.0.0.0~x",
                "after=end&after=beginning",
                "after=" + position(Position.GENERATION, rig.partition("one")),
                subject + "after=" + position(Position.GENERATION, (rig.partition("one") + 1) % FeedRig.PARTITIONS),
                subject + "after=" + position(Position.GENERATION + 1, rig.partition("one")))) {
            try (SseReader resumed = rig.resume(address, BEGINNING)) {
                assertThat(resumed.ids(3, PATIENCE)).as(address).containsExactly("one-0", "one-1", "one-2");
            }
        }
    }

    @Test
    void repeatsNothingThatAPositionShowedToAReaderThatWasCutOffBeforeItWasPastThat() throws Exception {
        rig.write("one", 0, 10);
        String address = "subject=" + Samples.digest("one") + "&after="
                + new Position(Position.GENERATION, rig.partition("one"), 6, Instant.now());
        try (SseReader reader = rig.resume(address, BEGINNING)) {
            assertThat(reader.ids(3, PATIENCE)).containsExactly("one-7", "one-8", "one-9");
        }
    }

    @Test
    void refusesALastIdThatIsNone() throws Exception {
        HttpResponse<String> answer = rig.server().get("/api/v1/changes?after=end", "Last-Event-ID", "1.0.0.0.0~x");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"Last-Event-ID\"", "\"value\":\"1.0.0.0.0~x\"");
    }

    /** Behind the second change of a subject. */
    private static Position position(int generation, int partition) {
        return new Position(generation, partition, 1, Instant.now());
    }
}
