package dev.backref.launcher.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.launcher.sweep.Standing.Sources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SweepProgressTest {
    private final StringWriter out = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void writesALineEveryFewSecondsWhereThereIsNoTerminal() {
        SweepProgress progress = new SweepProgress(new PrintWriter(out), false, nanos::get);
        progress.show(unlisted());
        pass(1);
        progress.show(of(100, 0));
        pass(4);
        progress.show(of(100, 20));
        pass(4);
        progress.show(of(100, 50));
        progress.end();
        assertThat(out.toString().lines())
                .containsExactly(
                        "  waiting for the repositories to be listed",
                        "  20 of 100 repositories, 30 of 40 sources (10 tags, 25 digests) in those being swept,"
                                + " 5.0 repositories/s, about 16 s left");
    }

    @Test
    void writesOneLineAnewOnATerminal() {
        SweepProgress progress = new SweepProgress(new PrintWriter(out), true, nanos::get);
        progress.show(unlisted());
        progress.show(new Standing(Optional.of(3L), 3, Sources.NONE, Optional.empty(), Optional.empty()));
        progress.end();
        assertThat(out.toString().stripTrailing())
                .startsWith("\r  waiting for the repositories to be listed\r  3 of 3 repositories");
        assertThat(out.toString().split("\r", -1)[2])
                .as("covers what stood there")
                .hasSize("  waiting for the repositories to be listed".length()
                        + System.lineSeparator().length());
    }

    @Test
    void countsSourcesWhereOneRepositoryIsSwept() {
        SweepProgress progress = new SweepProgress(new PrintWriter(out), false, nanos::get);
        progress.show(one(new Sources(1_000, 0, 1_000, 0)));
        pass(10);
        progress.show(one(new Sources(10_000, 1_000, 8_000, 2_000)));
        assertThat(out.toString())
                .endsWith("  0 of 1 repositories, 1000 of 10000 sources (8000 tags, 2000 digests) in those being swept,"
                        + " 100.0 sources/s, about 1 min 30 s left" + System.lineSeparator());
    }

    @Test
    void saysNothingOfTagsAndDigestsWhereTheyAreNotToldApart() {
        SweepProgress progress = new SweepProgress(new PrintWriter(out), false, nanos::get);
        progress.show(one(new Sources(1_000, 20, 0, 0)));
        assertThat(out.toString().lines())
                .containsExactly("  0 of 1 repositories, 20 of 1000 sources in those being swept");
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static Standing unlisted() {
        return new Standing(Optional.empty(), 0, Sources.NONE, Optional.empty(), Optional.empty());
    }

    private static Standing of(long all, long done) {
        return new Standing(Optional.of(all), done, new Sources(40, 30, 10, 25), Optional.empty(), Optional.empty());
    }

    private static Standing one(Sources sources) {
        return new Standing(Optional.of(1L), 0, sources, Optional.empty(), Optional.empty());
    }
}
