package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

    @Test
    void servesTwentyFiveMegabytesWhileAHundredReadersTakeNothing() throws Exception {
        List<StuckReader> stuck = new ArrayList<>();
        try (SmallHeap process = new SmallHeap(folder);
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
                FeedRig rig = new FeedRig(
                        kafka.bootstrap(), "memory", new ChangeFeed.Bounds(10, Long.MAX_VALUE), Callers.ANYONE)) {
            URI feed = process.start(FeedOnSmallHeap.class, "512m", kafka.bootstrap(), "memory.");
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
            process.assertHasMemoryLeft();
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
}
