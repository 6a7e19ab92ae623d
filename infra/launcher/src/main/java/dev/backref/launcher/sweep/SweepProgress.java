package dev.backref.launcher.sweep;

import dev.backref.launcher.sweep.Standing.Sources;
import dev.backref.launcher.terminal.ProgressLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shows how far a sweep has come. */
public final class SweepProgress {
    private final ProgressLine progress;
    private final LongSupplier nanos;
    private Optional<Mark> first = Optional.empty();

    /**
     * @param terminal whether a line that was written can be written anew
     * @param nanos a clock such as {@link System#nanoTime}
     */
    public SweepProgress(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.progress = new ProgressLine(out, terminal, nanos);
        this.nanos = nanos;
    }

    /** Where it stood when it was first seen: rates are since then. */
    private record Mark(long nanos, Standing standing) {}

    void show(Standing now) {
        long at = nanos.getAsLong();
        if (first.isEmpty() && now.repositories().isPresent()) {
            first = Optional.of(new Mark(at, now));
        }
        progress.show(line(now, at));
    }

    /** Ends the line that was written last. */
    public void end() {
        progress.end();
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
                ProgressLine.inWords(Duration.ofSeconds((long) Math.ceil(left / perSecond))));
    }
}
