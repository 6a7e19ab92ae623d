package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.Followed.Progress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FollowedTest {
    private static final int PARTITION = 3;

    private final Followed followed = new Followed();

    @Test
    void anEmptyStoreOfAShortChangelogMayNotAnswer() {
        measured(-1, 0, 500);
        assertThat(followed.mayAnswer(PARTITION, -1)).isFalse();
    }

    @Test
    void aStoreMayAnswerWhenItIsWhereTheChangelogEndedBefore() {
        measured(-1, 0, 500);
        measured(30, 400, 550);
        assertThat(followed.mayAnswer(PARTITION, 30)).isFalse();
        measured(60, 560, 600);
        assertThat(followed.mayAnswer(PARTITION, 60)).isTrue();
    }

    @Test
    void theMarkOfTheLastCommitIsNotWaitedFor() {
        measured(40, 499, 500);
        assertThat(followed.mayAnswer(PARTITION, 40)).isTrue();
    }

    @Test
    void onceCaughtUpItMayBeBehindButNotFar() {
        measured(40, 500, 500);
        measured(41, 510, 9_000);
        assertThat(followed.mayAnswer(PARTITION, 41)).isTrue();
        measured(42, 520, 20_000);
        assertThat(followed.mayAnswer(PARTITION, 42)).isFalse();
        measured(900, 15_000, 20_001);
        assertThat(followed.mayAnswer(PARTITION, 900)).isFalse();
    }

    @Test
    void aStoreThatWasThrownAwayMayAnswerWhenItIsBackWhereItWas() {
        measured(40, 500, 500);
        assertThat(followed.mayAnswer(PARTITION, -1)).isFalse();
        measured(7, 90, 500);
        assertThat(followed.mayAnswer(PARTITION, 39)).isFalse();
        assertThat(followed.mayAnswer(PARTITION, 40)).isTrue();
    }

    @Test
    void aPartitionThatWasElsewhereMustCatchUpAgain() {
        measured(40, 500, 500);
        followed.measured(Map.of());
        measured(41, 200, 600);
        assertThat(followed.mayAnswer(PARTITION, 41)).isFalse();
    }

    private void measured(long applied, long position, long end) {
        followed.measured(Map.of(PARTITION, new Progress(applied, position, end)));
    }
}
