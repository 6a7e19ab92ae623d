package dev.backref.launcher.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells a person what is being done and how long it took, each step on a line of its own. */
public final class Progress {
    private final PrintStream out;

    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Tells something. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Does a step, and tells what it was and how long it took. */
    <T> T step(String name, Supplier<T> step) {
        long began = System.nanoTime();
        T done = step.get();
        say(String.format(Locale.ROOT, "  %-28s %s", name, seconds(Duration.ofNanos(System.nanoTime() - began))));
        return done;
    }

    /** A time as people read it. */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
