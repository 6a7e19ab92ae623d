package dev.backref.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter out = new StringWriter();
    private long nanos;

    @Test
    void writesOneLineAnewOnATerminalAndEndsIt() {
        ProgressLine line = new ProgressLine(new PrintWriter(out), true, () -> nanos);
        line.show("ten");
        line.show("9");
        line.end();
        line.end();
        assertThat(out.toString()).isEqualTo("\rten\r9  " + System.lineSeparator());
    }

    @Test
    void writesALineEveryFewSecondsElsewhere() {
        ProgressLine line = new ProgressLine(new PrintWriter(out), false, () -> nanos);
        for (int second = 0; second < 6; second++) {
            line.show("at " + second);
            nanos += Duration.ofSeconds(1).toNanos();
        }
        line.end();
        assertThat(out.toString().lines()).containsExactly("at 0", "at 5");
    }

    @Test
    void saysTimesAsPeopleDo() {
        assertThat(ProgressLine.inWords(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(ProgressLine.inWords(Duration.ofSeconds(61))).isEqualTo("1 min 1 s");
        assertThat(ProgressLine.inWords(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }
}
