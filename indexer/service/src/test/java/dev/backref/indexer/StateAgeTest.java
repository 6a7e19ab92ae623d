package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateAgeTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void storesThatWereInUseWithinSixDaysAreKept() {
        use(T0);
        assertThat(at(T0.plus(Duration.ofDays(6))).isTooOld()).isFalse();
        assertThat(at(T0.plus(Duration.ofDays(6)).plusSeconds(1)).isTooOld()).isTrue();
        use(T0.plus(Duration.ofDays(6)));
        assertThat(at(T0.plus(Duration.ofDays(8))).isTooOld()).isFalse();
    }

    @Test
    void newOnesAreNotOldAndThoseOfWhichNobodyKnowsAre() throws IOException {
        assertThat(at(T0).isTooOld()).isFalse();
        Files.createDirectories(folder.resolve("state/any"));
        assertThat(at(T0).isTooOld()).isTrue();
    }

    @Test
    void doNotCountAsInUseWhileTheyDoNotFollowTheLog() throws IOException {
        use(T0);
        try (StateAge age = at(T0.plusSeconds(60))) {
            AtomicInteger asked = new AtomicInteger();
            age.begin(() -> asked.incrementAndGet() < 0, () -> {});
            await().atMost(SOON).until(() -> asked.get() > 0);
        }
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(T0);
    }

    /** A machine that was suspended comes back in the middle of a run. */
    @Test
    void areMissedWhenTheyFollowAgainTooLate() throws IOException {
        use(T0);
        CompletableFuture<Boolean> missed = new CompletableFuture<>();
        try (StateAge age = at(T0.plus(Duration.ofDays(8)))) {
            age.begin(() -> true, () -> missed.complete(true));
            assertThat(missed).succeedsWithin(SOON);
        }
        assertThat(Files.getLastModifiedTime(file()).toInstant())
                .as("found by the next start as well")
                .isEqualTo(T0);
    }

    private void use(Instant now) {
        try (StateAge age = at(now)) {
            age.begin(() -> true, () -> {});
            await().atMost(SOON)
                    .until(() -> Files.exists(file())
                            && Files.getLastModifiedTime(file()).toInstant().equals(now));
        }
    }

    private Path file() {
        return folder.resolve("state/in-use");
    }

    private StateAge at(Instant now) {
        return new StateAge(folder.resolve("state"), Clock.fixed(now, ZoneOffset.UTC));
    }
}
