package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What snapshots take of a heap is bounded, however large they are and however slowly they are read. */
class SnapshotMemoryIT {
    @TempDir
    private Path folder;

    @Test
    void servesTwoHundredMegabytesWhileAllOthersTakeNothing() throws Exception {
        List<StuckReader> stuck = new ArrayList<>();
        try (SmallHeap process = new SmallHeap(folder);
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
                FeedRig rig = new FeedRig(kafka.bootstrap(), "memory", ChangeFeed.Bounds.DEFAULT, Callers.ANYONE)) {
            rig.write("subject", 0, 1);
            URI snapshot = process.start(SnapshotOnSmallHeap.class, "96m", kafka.bootstrap(), "memory.");
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
            process.assertHasMemoryLeft();
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
}
