package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateAgeTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void storesThatWereInUseWithinSixDaysAreKept() throws IOException {
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

    /** A machine that was suspended comes back in the middle of a run. */
    @Test
    void areMissedWhenTheyFollowAgainTooLate() throws IOException {
        use(T0);
        assertThat(at(T0.plus(Duration.ofDays(8))).follow()).isFalse();
        assertThat(Files.getLastModifiedTime(file()).toInstant())
                .as("found by the next start as well")
                .isEqualTo(T0);
    }

    /** The time of those that were taken away says nothing of those that are built in their place. */
    @Test
    void thoseThatAreBuiltAnewFollowFromTheBeginning() throws IOException {
        use(T0);
        StateAge late = at(T0.plus(Duration.ofDays(8)));
        assertThat(late.isTooOld()).isTrue();
        late.beginAnew();
        assertThat(at(T0.plus(Duration.ofDays(8))).isTooOld())
                .as("until they follow")
                .isTrue();
        assertThat(late.follow()).isTrue();
        assertThat(at(T0.plus(Duration.ofDays(9))).isTooOld()).isFalse();
    }

    @Test
    void areMarkedNoOftenerThanNeeded() throws IOException {
        use(T0);
        assertThat(at(T0.plusSeconds(4)).follow()).isTrue();
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(T0);
        use(T0.plusSeconds(5));
    }

    private void use(Instant now) throws IOException {
        assertThat(at(now).follow()).isTrue();
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(now);
    }

    private Path file() {
        return folder.resolve("state/in-use");
    }

    private StateAge at(Instant now) {
        return new StateAge(folder.resolve("state"), Clock.fixed(now, ZoneOffset.UTC));
    }
}
