package dev.backref.launcher.sweep;

import dev.backref.launcher.sweep.Standing.Sources;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shows how far a sweep has come: on a terminal in one line that is written anew, else in a line every few seconds. */
public final class SweepProgress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int MINUTE = 60;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private Optional<Mark> first = Optional.empty();
    private Optional<Long> lastLine = Optional.empty();
    private int width;

    /**
     * @param terminal whether a line that was written can be written anew
     * @param nanos a clock such as {@link System#nanoTime}
     */
    public SweepProgress(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /** Where it stood when it was first seen: rates are since then. */
    private record Mark(long nanos, Standing standing) {}

    void show(Standing now) {
        long at = nanos.getAsLong();
        if (first.isEmpty() && now.repositories().isPresent()) {
            first = Optional.of(new Mark(at, now));
        }
        String line = line(now, at);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            width = line.length();
        } else if (lastLine.isEmpty() || at - lastLine.get() >= BETWEEN_LINES.toNanos()) {
            out.println(line);
            lastLine = Optional.of(at);
        }
        out.flush();
    }

    /** Ends the line that was written last. */
    public void end() {
        if (terminal && width > 0) {
            out.println();
            out.flush();
            width = 0;
        }
    }

    private String line(Standing now, long at) {
        if (now.repositories().isEmpty()) {
            return "  waiting for the repositories to be listed";
        }
        long all = now.repositories().get();
        StringBuilder line = new StringBuilder("  " + now.done() + " of " + all + " repositories");
        if (now.sources().found() > 0) {
            line.append(", ").append(inWords(now.sources())).append(" in those being swept");
        }
        first.ifPresent(mark -> line.append(rate(mark, now, at)));
        return line.toString();
    }

    private static String inWords(Sources sources) {
        String all = sources.done() + " of " + sources.found() + " sources";
        boolean told = sources.tags() + sources.digests() > 0;
        return told ? all + " (" + sources.tags() + " tags, " + sources.digests() + " digests)" : all;
    }

    /** Of repositories; of the sources in it, where it is one repository alone. */
    private static String rate(Mark mark, Standing now, long at) {
        double seconds = Duration.ofNanos(at - mark.nanos()).toMillis() / 1000.0;
        boolean one = now.repositories().orElse(0L) == 1;
        long done = one
                ? now.sources().done() - mark.standing().sources().done()
                : now.done() - mark.standing().done();
        if (seconds < 1 || done <= 0 || now.isOver()) {
            return "";
        }
        long left = one
                ? now.sources().found() - now.sources().done()
                : now.repositories().orElse(0L) - now.done();
        double perSecond = done / seconds;
        return String.format(
                Locale.ROOT,
                ", %.1f %s/s, about %s left",
                perSecond,
                one ? "sources" : "repositories",
                inWords(Duration.ofSeconds((long) Math.ceil(left / perSecond))));
    }

    /** A time as people say it, such as {@code 2 h 5 min}. */
    public static String inWords(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toSeconds() < MINUTE
                ? time.toSeconds() + " s"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
}
