package dev.backref.indexer.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backref.ingest.contract.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final Position SOME = new Position(1, 3, 4711, Instant.parse("2026-03-01T12:00:00.123Z"));

    @Test
    void isReadAsItIsWritten() {
        assertThat(SOME).hasToString("1-3-4711-1772366400123");
        assertThat(Position.parse(SOME.toString())).isEqualTo(SOME);
        Position beforeTheFirst = new Position(1, 0, -1, Instant.EPOCH);
        assertThat(Position.parse(beforeTheFirst.toString())).isEqualTo(beforeTheFirst);
    }

    @Test
    void isATextInJson() {
        assertThat(new String(Json.write(SOME), UTF_8)).isEqualTo("\"" + SOME + "\"");
        assertThat(Json.read(Json.write(SOME), Position.class)).isEqualTo(SOME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1-2-3",
                "1-2-3-4-5",
                "1-2--2-4",
                "-1-2-3-4",
                "1-2-3-4 ",
                "1-2-3-x",
                "1-2-9999999999999999999-4",
                "9999999999-2-3-4",
                "1-2-3-9999999999999999"
            })
    void refusesWhatIsNoneAndQuotesIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Position.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }
}
