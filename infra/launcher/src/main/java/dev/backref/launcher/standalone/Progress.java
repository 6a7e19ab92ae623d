package dev.backref.launcher.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a person what is being done and how long it took, each step on a line of its own. */
public final class Progress {
    private final PrintStream out;
    private final Duration silence;
    private final Duration again;

    public Progress(PrintStream out) {
        this(out, Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    /**
     * @param silence how long a step may take before it says what it waits for
     * @param again how long after that it says so once more, again and again
     */
    Progress(PrintStream out, Duration silence, Duration again) {
        this.out = out;
        this.silence = silence;
        this.again = again;
    }

    /** Something to be done, which may fail as it declares. */
    @FunctionalInterface
    public interface Step<T, X extends Exception> {
        T take() throws X;
    }

    /** Tells something. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Does a step, and tells what it was and how long it took; on the way what it waits for, when it takes long. */
    public <T, X extends Exception> T step(String name, String waitingFor, Step<T, X> step) throws X {
        long began = System.nanoTime();
        T done = during(waitingFor, step);
        say(String.format(Locale.ROOT, "  %-28s %s", name, seconds(since(began))));
        return done;
    }

    /** Does a step, and tells what it waits for only when it takes long. */
    public <T, X extends Exception> T during(String waitingFor, Step<T, X> step) throws X {
        CountDownLatch done = new CountDownLatch(1);
        Thread watch = new Thread(() -> watch(waitingFor, done), "progress");
        watch.setDaemon(true);
        watch.start();
        try {
            return step.take();
        } finally {
            synchronized (this) { // Nothing is said of a step that is over.
                done.countDown();
            }
        }
    }

    private void watch(String waitingFor, CountDownLatch done) {
        long began = System.nanoTime();
        try {
            boolean over = done.await(silence.toNanos(), TimeUnit.NANOSECONDS);
            while (!over) {
                sayUnless(
                        done,
                        "  waiting for " + waitingFor + ", " + since(began).toSeconds() + " s so far");
                over = done.await(again.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void sayUnless(CountDownLatch done, String line) {
        if (done.getCount() > 0) {
            say(line);
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** A time as people read it. */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
