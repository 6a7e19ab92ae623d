package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the feed tells of itself, and that it goes on whatever became of the topic. */
class FeedHealthIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void tellsThatTheBrokerIsGoneAndThatItIsBack() throws Exception {
        EmbeddedKafka kafka = start();
        try (FeedRig rig = rig(kafka)) {
            kafka.close();
            await().atMost(PATIENCE).until(() -> !rig.feed().status().ready());
            assertThat(rig.feed().status().detail()).isEqualTo("the broker does not answer");
            kafka = start();
            await().atMost(PATIENCE).until(() -> rig.feed().status().ready());
            assertThat(rig.feed().status().detail()).isEqualTo("following");
        } finally {
            kafka.close();
        }
    }

    @Test
    void tellsThatItFailedAndGoesOn() throws Exception {
        try (EmbeddedKafka kafka = start();
                FeedRig rig = rig(kafka)) {
            AtomicBoolean fails = new AtomicBoolean(true);
            rig.feed().onEvents(() -> {
                if (fails.getAndSet(false)) {
                    throw new IllegalStateException("a mistake");
                }
            });
            rig.write("one", 0, 1);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> rig.feed().status().detail().endsWith("IllegalStateException: a mistake"));
            assertThat(rig.feed().status().ready()).isFalse();
            rig.write("one", 1, 2);
            await().atMost(PATIENCE).until(() -> rig.feed().ring().end()[rig.partition("one")] == 4);
            assertThat(rig.feed().status().detail()).isEqualTo("following");
        }
    }

    @Test
    void countsWhatItReadsAndWhatItMustLeaveOut() throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        try (EmbeddedKafka kafka = start();
                FeedRig rig = rig(kafka);
                ChangeFeed feed = new ChangeFeed(cluster(kafka), meters)) {
            feed.start();
            await().atMost(PATIENCE).until(() -> feed.status().ready());
            rig.write("one", 0, 3);
            for (String nonsense : List.of("null", "[]", "no JSON", "{\"data\":{}}", "")) {
                rig.commitNonsense("one", nonsense.getBytes(StandardCharsets.UTF_8));
            }
            rig.write("one", 3, 4);
            await().atMost(PATIENCE)
                    .until(() -> meters.counter("backref.feed.events").count() == 4);
            assertThat(meters.counter("backref.feed.undecodable").count()).isEqualTo(5);
            assertThat(meters.get("backref.feed.connected").gauge().value()).isEqualTo(1);
            assertThat(meters.get("backref.feed.lag").gauge().value()).isZero();
        }
    }

    @Test
    void goesOnWithATopicThatWasMadeAnew() throws Exception {
        try (EmbeddedKafka kafka = start();
                FeedRig old = rig(kafka);
                SseReader reader = old.open("")) {
            old.write("one", 0, 5);
            assertThat(reader.ids(5, PATIENCE)).endsWith("one-4");
            delete(old);
            try (FeedRig anew = rig(kafka)) {
                anew.write("one", 0, 1);
                await().atMost(PATIENCE).until(() -> old.feed().ring().end()[old.partition("one")] == 2);
                assertThat(old.server()
                                .get("/api/v1/changes", "Last-Event-ID", reader.lastId())
                                .statusCode())
                        .isEqualTo(410);
                try (SseReader fresh = old.open("")) {
                    anew.write("one", 1, 2);
                    assertThat(fresh.ids(1, PATIENCE)).containsExactly("one-1");
                }
            }
        }
    }

    private static void delete(FeedRig rig) throws Exception {
        try (Admin admin = rig.admin()) {
            admin.deleteTopics(List.of(rig.topic())).all().get();
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(rig.topic()));
        }
    }

    private EmbeddedKafka start() {
        return EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
    }

    private static KafkaCluster cluster(EmbeddedKafka kafka) {
        return new KafkaCluster(kafka.bootstrap(), "health.", FeedRig.PARTITIONS, Map.of());
    }

    private static FeedRig rig(EmbeddedKafka kafka) throws Exception {
        return new FeedRig(kafka.bootstrap(), "health", ChangeFeed.Bounds.DEFAULT, Callers.ANYONE);
    }
}
