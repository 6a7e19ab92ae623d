package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What snapshots take of a heap is bounded, however large they are and however slowly they are read. */
class SnapshotMemoryIT {
    @TempDir
    private Path folder;

    private Optional<Process> process = Optional.empty();

    @AfterEach
    void stop() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    void servesTwoHundredMegabytesWhileAllOthersTakeNothing() throws Exception {
        List<StuckReader> stuck = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
                FeedRig rig = new FeedRig(kafka.bootstrap(), "memory", ChangeFeed.Bounds.DEFAULT, Callers.ANYONE)) {
            rig.write("subject", 0, 1);
            URI snapshot = start(kafka.bootstrap(), "memory.");
            for (int each = 1; each < SnapshotOnSmallHeap.READERS; each++) {
                stuck.add(StuckReader.of(URI.create(snapshot + "?kind=sbom")));
            }
            HttpRequest request = HttpRequest.newBuilder(snapshot).build();
            Told told = new Told();
            try (Stream<String> lines = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()) {
                lines.forEach(told::take);
            }
            assertThat(told.edges).isEqualTo(FeedRig.PARTITIONS * SnapshotOnSmallHeap.EDGES_OF_PARTITION);
            assertThat(told.last).startsWith("{\"cursor\":");
            assertThat(process.orElseThrow().isAlive()).as(log()).isTrue();
            assertThat(log()).doesNotContain("OutOfMemoryError");
        } finally {
            for (StuckReader each : stuck) {
                each.close();
            }
        }
    }

    private static final class Told {
        private int edges;
        private String last = "";

        void take(String line) {
            edges += line.startsWith("{\"edge\":") ? 1 : 0;
            last = line;
        }
    }

    private URI start(String bootstrap, String prefix) throws IOException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SnapshotOnSmallHeap.class.getName(),
                        bootstrap,
                        prefix)
                .redirectError(folder.resolve("process.log").toFile())
                .start();
        process = Optional.of(started);
        BufferedReader said = started.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(FeedOnSmallHeap.SERVING)) {
                return URI.create(line.substring(FeedOnSmallHeap.SERVING.length()));
            }
        }
        throw new AssertionError("the process ended: " + log());
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("process.log"));
    }
}
