package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the feed takes of a heap is bounded, however many readers stand on however large a topic. */
class FeedMemoryIT {
    private static final int STUCK = 100;
    private static final int EVENTS = 420;

    /** As large as annotations can be in a change: two bytes in the topic and in memory for each character. */
    private static final int CHARACTERS = 30_000;

    @TempDir
    private Path folder;

    private Optional<Process> process = Optional.empty();

    @AfterEach
    void stop() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    void servesTwentyFiveMegabytesWhileAHundredReadersTakeNothing() throws Exception {
        List<StuckReader> stuck = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
                FeedRig rig = new FeedRig(
                        kafka.bootstrap(), "memory", new ChangeFeed.Bounds(10, Long.MAX_VALUE), Callers.ANYONE)) {
            URI feed = start(kafka.bootstrap(), "memory.");
            for (int each = 0; each < STUCK / 2; each++) {
                stuck.add(StuckReader.of(URI.create(feed + "?after=end")));
            }
            for (int from = 0; from < EVENTS; from += 10) {
                rig.commit(tenLarge(from));
            }
            for (int each = 0; each < STUCK / 2; each++) {
                stuck.add(StuckReader.of(URI.create(feed + "?after=beginning")));
            }
            try (SseReader reader = new SseReader(URI.create(feed + "?after=beginning"), "")) {
                assertThat(reader.ids(EVENTS, FeedRig.PATIENCE)).doesNotHaveDuplicates();
            }
            assertThat(process.orElseThrow().isAlive()).as(log()).isTrue();
            assertThat(log()).doesNotContain("OutOfMemoryError");
        } finally {
            for (StuckReader each : stuck) {
                each.close();
            }
        }
    }

    private static List<Change> tenLarge(int from) {
        return IntStream.range(from, from + 10)
                .mapToObj(number -> Samples.large("subject" + number % 7, number, "я".repeat(CHARACTERS)))
                .toList();
    }

    private URI start(String bootstrap, String prefix) throws IOException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FeedOnSmallHeap.class.getName(),
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
