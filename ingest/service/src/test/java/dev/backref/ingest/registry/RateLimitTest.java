package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void allowsOnlySoManyInAnyWindowOfASecond() {
        RateLimit limit = new RateLimit(2);
        send(limit, 0);
        send(limit, SECOND - 1);
        assertThat(limit.tryTake(SECOND - 1)).isFalse();
        assertThat(limit.freeAt(SECOND - 1)).hasValue(SECOND);
        send(limit, SECOND);
        assertThat(limit.tryTake(SECOND)).isFalse();
        assertThat(limit.freeAt(SECOND)).hasValue(2 * SECOND - 1);
    }

    @Test
    void countsFromWhenOneIsSentNotFromWhenTheRightToItWasTaken() {
        RateLimit limit = new RateLimit(1);
        assertThat(limit.tryTake(0)).isTrue();
        assertThat(limit.freeAt(5 * SECOND)).isEmpty();
        assertThat(limit.tryTake(5 * SECOND)).isFalse();
        limit.use(5 * SECOND);
        assertThat(limit.freeAt(5 * SECOND)).hasValue(6 * SECOND);
    }

    @Test
    void countsOnAClockWithAnyZero() {
        RateLimit limit = new RateLimit(1);
        send(limit, -3 * SECOND);
        assertThat(limit.freeAt(-3 * SECOND)).hasValue(-2 * SECOND);
        send(limit, -2 * SECOND);
    }

    private static void send(RateLimit limit, long now) {
        assertThat(limit.tryTake(now)).isTrue();
        limit.use(now);
    }
}
