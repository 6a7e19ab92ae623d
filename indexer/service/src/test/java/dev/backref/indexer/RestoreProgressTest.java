package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
    private static final TopicPartition ONE = new TopicPartition("changelog", 0);
    private static final TopicPartition OTHER = new TopicPartition("changelog", 1);
    private static final Pattern TOLD = Pattern.compile("(\\d+) of (\\d+) records of the changelogs read");
    private static final int ASKED = 100_000;

    private final RestoreProgress progress = new RestoreProgress();

    @Test
    void countsFromWhereTheStoreIsToTheEndAndKeepsWhatIsThrough() {
        assertThat(progress.now()).isEmpty();
        progress.onRestoreStart(ONE, "rows", 100, 200);
        assertThat(progress.now()).contains("0 of 100 records of the changelogs read");
        progress.onRestoreStart(OTHER, "rows", 0, 50);
        progress.onBatchRestored(ONE, "rows", 149, 30);
        assertThat(progress.now()).contains("50 of 150 records of the changelogs read");
        progress.onBatchRestored(ONE, "rows", 198, 40);
        progress.onRestoreEnd(ONE, "rows", 70);
        assertThat(progress.now()).contains("100 of 150 records of the changelogs read");
        progress.onRestoreEnd(OTHER, "rows", 40);
        assertThat(progress.now()).isEmpty();

        progress.onRestoreStart(OTHER, "rows", 50, 60);
        assertThat(progress.now()).contains("0 of 10 records of the changelogs read");
    }

    @Test
    void restoresUntilTheEndIsToldEvenIfTheLastRecordIsRead() {
        progress.onRestoreStart(ONE, "rows", 0, 10);
        progress.onBatchRestored(ONE, "rows", 9, 10);
        assertThat(progress.now()).contains("9 of 10 records of the changelogs read");
    }

    @Test
    void leavesOutWhatIsEmptyOrGivenAway() {
        progress.onRestoreStart(ONE, "rows", 7, 7);
        assertThat(progress.now()).isEmpty();
        progress.onRestoreStart(OTHER, "rows", 0, 10);
        assertThat(progress.now()).contains("0 of 10 records of the changelogs read");
        progress.onRestoreSuspended(OTHER, "rows", 3);
        assertThat(progress.now()).isEmpty();
    }

    @Test
    void neverHasReadMoreThanThereIsWhileChangelogsComeAndGo() {
        AtomicBoolean asked = new AtomicBoolean();
        CompletableFuture<Void> restoring = CompletableFuture.runAsync(() -> {
            while (!asked.get()) {
                progress.onRestoreStart(ONE, "rows", 0, 48);
                progress.onBatchRestored(ONE, "rows", 46, 47);
                progress.onRestoreEnd(ONE, "rows", 47);
            }
        });
        for (int time = 0; time < ASKED; time++) {
            progress.now().ifPresent(RestoreProgressTest::isPlausible);
        }
        asked.set(true);
        restoring.join();
    }

    private static void isPlausible(String told) {
        Matcher numbers = TOLD.matcher(told);
        assertThat(numbers.matches()).as(told).isTrue();
        assertThat(Long.parseLong(numbers.group(1))).as(told).isBetween(0L, Long.parseLong(numbers.group(2)));
        assertThat(Long.parseLong(numbers.group(2))).as(told).isPositive();
    }
}
