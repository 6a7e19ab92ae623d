package dev.backref.launcher.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shows how far something has come: on a terminal in one line that is written anew, else in a line every few seconds. */
public final class ProgressLine {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int MINUTE = 60;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private Optional<Long> lastLine = Optional.empty();
    private int width;

    /**
     * @param terminal whether a line that was written can be written anew
     * @param nanos a clock such as {@link System#nanoTime}
     */
    public ProgressLine(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /** Shows it in place of what was shown before. */
    public void show(String line) {
        long at = nanos.getAsLong();
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

    /** A time as people say it, such as {@code 2 h 5 min}. */
    public static String inWords(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toSeconds() < MINUTE
                ? time.toSeconds() + " s"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }

    /** Whether this process writes to one. From Java 22 on there is a console also where there is none, and it can tell. */
    @SuppressWarnings("SystemConsoleNull") // Both ways of telling are taken.
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException beforeJava22) {
            return true;
        }
    }
}
