package dev.backref.faults.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KcatTest {
    private static final String FIRST = "a {\"active\":[0,1],\"standby\":[2]}";
    private static final String SECOND = "b {\"active\":[2],\"standby\":[0,1]}";

    @Test
    void twoIndexersHoldEachPartitionTwice() {
        assertThat(Kcat.isHeldTwice(Stream.of(FIRST, SECOND))).isTrue();
    }

    @Test
    void aPartitionThatNobodyFollowsIsHeldOnce() {
        assertThat(Kcat.isHeldTwice(Stream.of(FIRST, "b {\"active\":[2],\"standby\":[0]}")))
                .isFalse();
    }

    @Test
    void onlyWhatAnIndexerToldLastCounts() {
        assertThat(Kcat.isHeldTwice(Stream.of(FIRST, SECOND, "b {\"active\":[],\"standby\":[]}")))
                .isFalse();
        assertThat(Kcat.isHeldTwice(Stream.of(FIRST, SECOND, "b "))).isFalse();
    }

    @Test
    void beforeAnybodyTellsNothingIsHeld() {
        assertThat(Kcat.isHeldTwice(Stream.of())).isFalse();
    }
}
