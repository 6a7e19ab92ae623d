package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    void storesThatWereInUseWithinSixDaysAreKept() {
        use(T0);
        assertThat(at(T0.plus(Duration.ofDays(6))).isTooOld()).isFalse();
        assertThat(at(T0.plus(Duration.ofDays(6)).plusSeconds(1)).isTooOld()).isTrue();
        use(T0.plus(Duration.ofDays(7)));
        assertThat(at(T0.plus(Duration.ofDays(8))).isTooOld()).isFalse();
    }

    @Test
    void newOnesAreNotOld() {
        assertThat(at(T0).isTooOld()).isFalse();
    }

    private void use(Instant now) {
        try (StateAge age = at(now)) {
            age.begin();
            Path file = folder.resolve("state/in-use");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Files.exists(file)
                            && Files.getLastModifiedTime(file).toInstant().equals(now));
        }
    }

    private StateAge at(Instant now) {
        return new StateAge(folder.resolve("state"), Clock.fixed(now, ZoneOffset.UTC));
    }
}
