package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|PT0S",
                " 120 |PT2M",
                "3600|PT1H",
                "3601|PT1H",
                "99999999999999999999|PT1H",
                "Wed, 25 Nov 2026 08:00:30 GMT|PT30S",
                "Wed, 25 Nov 2026 07:00:00 GMT|PT0S",
                "Thu, 26 Nov 2026 08:00:00 GMT|PT1H"
            })
    void readsRetryAfterAsSecondsAndAsDate(String value, Duration wait) {
        assertThat(RetryAfter.read(value, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "2026-11-25T08:00:30Z"})
    void doesNotGuessWhatIsNeither(String value) {
        assertThat(RetryAfter.read(value, NOW)).isEmpty();
    }

    @Test
    void aDateOfLongAgoAsksForNoWait() {
        assertThat(RetryAfter.read("Mon, 01 Jan 1990 00:00:00 GMT", NOW)).contains(Duration.ZERO);
    }
}
