package dev.backref.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ColoursTest {
    @Test
    void areShownOnATerminalThatTakesThemAndWhoseUserWantsThem() {
        assertThat(Colours.of(Map.of("NO_COLOR", ""), true).shown()).isTrue();
        assertThat(Colours.of(Map.of("NO_COLOR", "1"), true).shown()).isFalse();
        assertThat(Colours.of(Map.of("TERM", "dumb"), true).shown()).isFalse();
        assertThat(Colours.of(Map.of(), false).shown()).isFalse();
    }
}
