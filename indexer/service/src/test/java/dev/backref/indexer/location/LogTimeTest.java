package dev.backref.indexer.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class LogTimeTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("locations").get();
    private final LogTime log = new LogTime(store, NOON);

    @Test
    void isNotKnownBeforeWhatWasLeftCanHaveCome() {
        assertThat(log.now(NOON.plusSeconds(59))).isEmpty();
        assertThat(log.now(NOON.plusSeconds(60))).contains(NOON.plusSeconds(60));
    }

    @Test
    void staysBehindTheClockAsFarAsTheIndexDoesAndGoesOnWithIt() {
        log.read(NOON.minus(AN_HOUR), NOON.plusSeconds(1));
        assertThat(log.now(NOON.plusSeconds(3))).contains(NOON.minus(AN_HOUR).plusSeconds(2));
        log.read(NOON.plusSeconds(4), NOON.plusSeconds(5));
        assertThat(log.now(NOON.plusSeconds(8))).contains(NOON.plusSeconds(7));
    }

    @Test
    void isNeverLaterThanTheClock() {
        log.read(NOON.plus(AN_HOUR), NOON);
        assertThat(log.now(NOON.plusSeconds(1))).contains(NOON.plusSeconds(1));
    }

    @Test
    void remembersAcrossRestartsThatItOnceWasThatOfTheClock() {
        log.read(NOON.minus(AN_HOUR), NOON);
        assertThat(log.isLive()).isFalse();
        log.read(NOON, NOON.plusSeconds(599));
        assertThat(log.isLive()).isTrue();
        LogTime next = new LogTime(store, NOON.plus(AN_HOUR));
        next.read(NOON.plusSeconds(1), NOON.plus(AN_HOUR));
        assertThat(next.isLive()).isTrue();
    }
}
