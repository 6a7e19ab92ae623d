package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away and comes back; so does the process that serves the feed. */
class FeedOutageIT {
    private static final Duration PATIENCE = FeedRig.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void goesOnWhereItWasWhenTheBrokerIsBack() throws Exception {
        EmbeddedKafka kafka = start();
        try (FeedRig rig = rig(kafka);
                SseReader reader = rig.open("")) {
            rig.write("one", 0, 5);
            assertThat(reader.ids(5, PATIENCE)).endsWith("one-4");
            kafka.close();

            String page = "/api/v1/changes?limit=1&after=" + reader.lastId();
            await().atMost(PATIENCE).until(() -> rig.server().get(page).statusCode() == 503);
            assertThat(rig.server().get(page).headers().firstValue("retry-after"))
                    .as("nobody knows that there is no change")
                    .contains("2");
            String older = FeedCursor.of(new long[FeedRig.PARTITIONS]).toString();
            try (SseReader resumed = rig.resume("", reader.lastId());
                    SseReader behind = rig.resume("", older)) {
                kafka = start();
                rig.write("one", 5, 10);
                for (SseReader each : List.of(reader, resumed)) {
                    assertThat(each.ids(5, PATIENCE)).containsExactly("one-5", "one-6", "one-7", "one-8", "one-9");
                }
                assertThat(behind.ids(10, PATIENCE)).startsWith("one-0").endsWith("one-9");
            }
        } finally {
            kafka.close();
        }
    }

    @Test
    void resumesInAnotherProcessWhereTheLastOneEnded() throws Exception {
        try (EmbeddedKafka kafka = start();
                FeedRig rig = rig(kafka)) {
            String lastId;
            try (SseReader reader = rig.open("")) {
                rig.write("one", 0, 5);
                assertThat(reader.ids(3, PATIENCE)).containsExactly("one-0", "one-1", "one-2");
                lastId = reader.lastId();
            }
            rig.restart(Callers.ANYONE);
            try (SseReader reader = rig.resume("", lastId)) {
                rig.write("one", 5, 6);
                assertThat(reader.ids(3, PATIENCE)).containsExactly("one-3", "one-4", "one-5");
            }
        }
    }

    @Test
    void endsItsStreamsPolitelyWhenItStops() throws Exception {
        try (EmbeddedKafka kafka = start();
                FeedRig rig = rig(kafka)) {
            CompletableFuture<HttpResponse<String>> stream = rig.server().getAsync("/api/v1/changes");
            try (SseReader behindIt = rig.open("")) {
                assertThat(behindIt.lastId()).isNotEmpty();
                await().atMost(PATIENCE).until(() -> rig.readers() == 2);
                rig.endStreams();
                assertThat(stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body())
                        .startsWith("retry: 2000\nid: ");
            }
        }
    }

    @Test
    void endsAStreamThatBeginsWhileItStops() throws Exception {
        try (EmbeddedKafka kafka = start();
                FeedRig rig = rig(kafka)) {
            rig.endStreams();
            CompletableFuture<HttpResponse<String>> late = rig.server().getAsync("/api/v1/changes");
            assertThat(late.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body()).startsWith("retry: 2000\nid: ");
        }
    }

    private EmbeddedKafka start() {
        return EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
    }

    private static FeedRig rig(EmbeddedKafka kafka) throws Exception {
        return new FeedRig(kafka.bootstrap(), "outage", ChangeFeed.Bounds.DEFAULT, Callers.ANYONE);
    }
}
