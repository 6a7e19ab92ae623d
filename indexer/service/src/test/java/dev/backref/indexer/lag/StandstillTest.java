package dev.backref.indexer.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillTest {
    private long now = 1_000;
    private final Standstill standstill = new Standstill(Duration.ofSeconds(30), () -> now);

    @Test
    void doubtsNothingWhileTheProcessGoesOn() {
        for (int turn = 0; turn < 100; turn++) {
            now += 14_000; // A machine that is short of everything.
            assertThat(standstill.isDoubtful()).isFalse();
            standstill.turn();
        }
    }

    @Test
    void doubtsBeforeItsOwnTurnComesAndUntilTheGroupHasTold() {
        standstill.turn();
        now += 15_001;
        assertThat(standstill.isDoubtful()).as("by whoever comes first").isTrue();
        standstill.turn();
        assertThat(standstill.isDoubtful()).isTrue();
        now += 9_999;
        standstill.turn();
        assertThat(standstill.isDoubtful()).isTrue();
        now += 1;
        assertThat(standstill.isDoubtful()).isFalse();
    }
}
