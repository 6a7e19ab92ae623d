package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Location;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.Callers;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that are far behind take turns. */
class FeedTurnsIT {
    private static final int EVENTS = 2_000;
    private static final int AS_MANY_AS_ARE_CAUGHT_UP_AT_ONCE = 8;
    private static final ChangeFeed.Bounds TINY = new ChangeFeed.Bounds(10, Long.MAX_VALUE);

    @TempDir
    private Path folder;

    @Test
    void catchesUpAReaderWhileAsManyAsCanBeAreSlowWithoutEverStopping() throws Exception {
        List<SseReader> slow = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
                FeedRig rig = new FeedRig(kafka.bootstrap(), "turns", TINY, FeedTurnsIT::caller)) {
            rig.writeInTransactions(EVENTS);
            for (int each = 0; each < AS_MANY_AS_ARE_CAUGHT_UP_AT_ONCE; each++) {
                slow.add(rig.read("after=beginning&registry=local"));
            }
            for (SseReader reader : slow) {
                assertThat(reader.ids(1, FeedRig.PATIENCE)).hasSize(1);
            }
            try (SseReader quick = rig.read("after=beginning")) {
                assertThat(quick.ids(EVENTS, FeedRig.PATIENCE)).doesNotHaveDuplicates();
            }
            for (SseReader reader : slow) {
                // Nobody was cut off, and nobody had finished: the turn was given up, not waited for.
                assertThat(reader.events(Duration.ofMillis(50))).hasSizeBetween(1, EVENTS - 2);
            }
            assertThat(slow.get(0).ids(1, FeedRig.PATIENCE)).hasSize(1);
        } finally {
            for (SseReader reader : slow) {
                reader.close();
            }
        }
    }

    private static Caller caller(RoutingContext request) {
        return request.queryParams().contains("registry") ? FeedTurnsIT::slowly : Callers.ANYONE.of(request);
    }

    private static CompletionStage<Boolean> slowly(Location location) {
        return CompletableFuture.supplyAsync(
                () -> !location.repository().isEmpty(), CompletableFuture.delayedExecutor(900, TimeUnit.MILLISECONDS));
    }
}
