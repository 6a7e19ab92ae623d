package dev.backref.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void hasNothingThatTellsATerminalAnything() {
        assertThat(Line.of("a\u001b[2Jb\r\nc\u009bd\u202ee\u200bf\u2028g")).isEqualTo("a [2Jb c d e f g");
        assertThat(Line.of("└─ größe 日本")).isEqualTo("└─ größe 日本");
    }
}
