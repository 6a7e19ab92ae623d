package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofHours(1);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void saysAgainAndAgainWhatALongStepWaitsFor() {
        Progress progress = new Progress(out, SOON, SOON);
        int done = progress.step("topics", "Kafka to answer", () -> {
            await().until(() -> lines().size() >= 3);
            return 7;
        });
        assertThat(done).isEqualTo(7);
        List<String> lines = lines();
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(line).startsWith("  waiting for Kafka to answer, "));
        assertThat(lines.get(lines.size() - 1)).startsWith("  topics   ").endsWith(" s");
    }

    @Test
    void saysNothingButItsTimeOfAShortStep() {
        assertThat(new Progress(out, NEVER, NEVER).step("topics", "Kafka to answer", () -> 7))
                .isEqualTo(7);
        assertThat(lines()).singleElement().asString().startsWith("  topics   ");
    }

    @Test
    void saysNothingAfterAStepThatFailed() {
        Progress progress = new Progress(out, SOON, SOON);
        assertThatThrownBy(() -> progress.during("a disk", () -> {
                    await().until(() -> !lines().isEmpty());
                    throw new IOException("full");
                }))
                .isInstanceOf(IOException.class);
        int before = lines().size();
        await().during(SOON.multipliedBy(5)).until(() -> lines().size() == before);
    }

    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
