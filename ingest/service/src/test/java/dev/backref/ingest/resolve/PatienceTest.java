package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void backsOffByAnythingUpToABoundThatDoublesUpToFiveMinutes() {
        Random random = new Random(7);
        for (int failures = 0; failures < 40; failures++) {
            long bound = Math.min(1_000L << Math.min(failures, 20), 300_000);
            int before = failures;
            long longest = IntStream.range(0, 2_000)
                    .mapToLong(i -> Patience.backoff(before, random).toMillis())
                    .max()
                    .orElseThrow();
            assertThat(longest).isBetween(bound * 9 / 10, bound);
        }
    }

    @Test
    void doubtsFourTimes() {
        assertThat(Patience.recheck(0)).contains(Duration.ofMillis(200));
        assertThat(Patience.recheck(3)).contains(Duration.ofSeconds(30));
        assertThat(Patience.recheck(4)).isEmpty();
    }

    @Test
    void allowsOnlySoManyInAnyWindowOfASecond() {
        RateLimit limit = new RateLimit(2);
        limit.begin(0);
        limit.begin(999);
        assertThat(limit.freeAt(999)).isEqualTo(1_000);
        assertThatThrownBy(() -> limit.begin(999)).isInstanceOf(IllegalStateException.class);
        limit.begin(1_000);
        assertThat(limit.freeAt(1_001)).isEqualTo(1_999);
    }

    @Test
    void doesNotWaitForAClockThatWasSetBack() {
        RateLimit limit = new RateLimit(1);
        limit.begin(1_000_000);
        assertThat(limit.freeAt(5)).isEqualTo(5);
    }
}
