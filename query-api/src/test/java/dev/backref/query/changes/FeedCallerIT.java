package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Location;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader may not see is not in its feed; and who a reader is may take a while to find out. */
@SuppressWarnings("NullAway.Init") // The broker is started before the tests.
class FeedCallerIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    void showsNothingOfWhatACallerMayNotSee() throws Exception {
        try (FeedRig rig = rig("hides", 100, FeedCallerIT::allButSecrets);
                SseReader reader = rig.open("")) {
            rig.commit(List.of(
                    Samples.change("one", 0, "secret", List.of()),
                    Samples.change("one", 1, "app", List.of("local/secret")),
                    Samples.change("one", 2, "app", List.of("local/secret", "mirror/app"))));
            JsonNode first = reader.nextEvent(PATIENCE);
            assertThat(first.path("id").textValue()).isEqualTo("one-1");
            assertThat(first.at("/data/firstAnywhere").booleanValue()).isTrue();
            assertThat(first.toString()).doesNotContain("secret");
            assertThat(reader.nextEvent(PATIENCE).at("/data/firstAnywhere").booleanValue())
                    .isFalse();
        }
    }

    @Test
    void losesAndRepeatsNothingWhenEveryAnswerAboutACallerComesLateAndElsewhere() throws Exception {
        try (FeedRig rig = rig("late", 50, FeedCallerIT::allButSecrets);
                SseReader early = rig.open("")) {
            rig.writeInTransactions(600);
            try (SseReader late = rig.read("after=beginning")) {
                assertThat(early.ids(600, PATIENCE)).doesNotHaveDuplicates();
                assertThat(late.ids(600, PATIENCE)).doesNotHaveDuplicates();
                assertThat(late.events(Duration.ofMillis(300))).isEmpty();
            }
        }
    }

    @Test
    void endsTheStreamOfACallerAboutWhomNothingCanBeFoundOut() throws Exception {
        for (Caller failing : List.<Caller>of(
                at -> CompletableFuture.failedStage(new IllegalStateException("no answer")), FeedCallerIT::broken)) {
            try (FeedRig rig = rig("fails" + failing.hashCode(), 100, failing)) {
                rig.write("one", 0, 1);
                String stream = rig.server()
                        .getAsync("/api/v1/changes?after=beginning")
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .body();
                assertThat(stream).startsWith("retry: 2000\nid: ").doesNotContain("data:");
            }
        }
    }

    private static FeedRig rig(String name, int ring, Caller caller) throws Exception {
        Callers callers = request -> caller;
        return new FeedRig(kafka.bootstrap(), name, new ChangeFeed.Bounds(ring, Long.MAX_VALUE), callers);
    }

    private static CompletionStage<Boolean> allButSecrets(Location location) {
        return CompletableFuture.supplyAsync(
                () -> !location.repository().equals("secret"),
                CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
    }

    private static CompletionStage<Boolean> broken(Location location) {
        throw new IllegalStateException("cannot even ask about " + location);
    }
}
