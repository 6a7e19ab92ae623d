package dev.backref.query.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.remote.Indexer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IndexersTest {
    /** Far from the broker's clock. */
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static final long NOW_AT_THE_BROKER =
            Instant.parse("2029-12-31T12:00:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final Indexer KILLED = indexer("killed", 0, 1);
    private static final Indexer LIVES = indexer("lives", 1);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final InstantSource ticking = now::get;
    private final Indexers indexers = new Indexers(ticking.withZone(ZoneOffset.UTC));

    @Test
    void leavesOutWhoWasKilledLongBeforeTheTopicIsRead() {
        indexers.heard(KILLED, NOW_AT_THE_BROKER - HOUR);
        indexers.heard(LIVES, NOW_AT_THE_BROKER);
        assertThat(indexers.of(0)).isEmpty();
        assertThat(indexers.of(1)).containsExactly(LIVES);
    }

    @Test
    void leavesOutWhoWasKilledLongAgoByTheNextHeartbeatInWhateverOrderPartitionsAreRead() {
        indexers.heard(LIVES, NOW_AT_THE_BROKER);
        indexers.heard(KILLED, NOW_AT_THE_BROKER - HOUR);
        assertThat(indexers.of(1)).first().isEqualTo(LIVES);
        indexers.heard(LIVES, NOW_AT_THE_BROKER + 1);
        assertThat(indexers.any()).containsExactly(LIVES);
    }

    @Test
    void leavesOutWhoFallsSilent() {
        indexers.heard(LIVES, NOW_AT_THE_BROKER);
        pass(Duration.ofSeconds(12L * Indexer.HEARTBEAT_SECONDS - 1));
        assertThat(indexers.any()).containsExactly(LIVES);
        pass(Duration.ofSeconds(1));
        assertThat(indexers.any()).isEmpty();
    }

    @Test
    void keepsWhoLivesWhenTheBrokersClockIsSetBack() {
        indexers.heard(indexer("other", 0), NOW_AT_THE_BROKER);
        indexers.heard(LIVES, NOW_AT_THE_BROKER - HOUR);
        assertThat(indexers.of(1)).containsExactly(LIVES);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static Indexer indexer(String instance, Integer... active) {
        return new Indexer(instance, URI.create("http://" + instance + ":1"), Set.of(active), Set.of());
    }
}
