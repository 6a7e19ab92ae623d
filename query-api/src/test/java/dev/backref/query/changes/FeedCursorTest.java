package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedCursorTest {
    private static final String CHARACTERS = "ABCxyz0189._~-";

    @Test
    void isReadAsItWasWrittenAndOfPlainCharactersOnly() {
        Random random = new Random(5);
        for (int round = 0; round < 1_000; round++) {
            FeedCursor cursor = random(random);
            assertThat(FeedCursor.parse(cursor.toString())).isEqualTo(cursor);
            assertThat(cursor.toString()).matches("[A-Za-z0-9._~-]+");
        }
    }

    @Test
    void isRefusedWhenAnyCharacterOfItWasChanged() {
        Random random = new Random(6);
        for (int round = 0; round < 1_000; round++) {
            String text = random(random).toString();
            int at = random.nextInt(text.length());
            char other = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            if (text.charAt(at) != other) {
                String changed = text.substring(0, at) + other + text.substring(at + 1);
                assertThatThrownBy(() -> FeedCursor.parse(changed))
                        .as(changed)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(changed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "1~", "1.0~zzz", "1.0.0.0.0", "..~0", "1.-1~0"})
    void isRefusedWhenItIsNone(String text) {
        assertThatThrownBy(() -> FeedCursor.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static FeedCursor random(Random random) {
        long[] next = new long[1 + random.nextInt(6)];
        for (int partition = 0; partition < next.length; partition++) {
            next[partition] = random.nextLong() >>> (1 + random.nextInt(62));
        }
        return FeedCursor.of(next);
    }
}
