package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

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
    void doubtsWhatContradictsAReportFourTimes() {
        Random random = new Random(7);
        for (Doubt doubt : new Doubt[] {Doubt.MISSING, Doubt.LINGERING, Doubt.ELSEWHERE}) {
            assertThat(Patience.doubt(doubt, 0, random)).contains(Duration.ofMillis(200));
            assertThat(Patience.doubt(doubt, 3, random)).contains(Duration.ofSeconds(30));
            assertThat(Patience.doubt(doubt, 4, random)).isEmpty();
        }
    }
}
