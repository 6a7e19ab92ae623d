package dev.backref.launcher.standalone;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the program up until somebody stops it (Ctrl-C, SIGTERM) or it fails for good, and then stops everything before
 * the process ends. Stopped by a signal it exits with 0: that is what was asked for.
 */
public final class Foreground implements AutoCloseable {
    /** The exit code of a program that failed while it ran. */
    public static final int FAILED = 1;

    private static final Duration TO_STOP = Duration.ofSeconds(9);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Progress progress;
    private final Thread hook;

    /** Listens for signals from now on, so that a start that takes long can be stopped as well. */
    public Foreground(Progress progress) {
        this.progress = progress;
        this.hook = new Thread(this::onSignal, "stop-on-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether somebody asked the program to stop. */
    public boolean isAskedToStop() {
        return asked.getCount() == 0;
    }

    /** Waits until the program is to stop, stops it, and gives the exit code. */
    public int hold(AutoCloseable running, Supplier<Optional<String>> failure) throws Exception {
        Optional<String> failed = Optional.empty();
        while (failed.isEmpty() && !asked.await(BETWEEN_CHECKS.toMillis(), TimeUnit.MILLISECONDS)) {
            failed = failure.get();
        }
        failed.ifPresent(why -> progress.say("backref failed: " + why));
        if (failed.isEmpty()) {
            progress.say("stopping");
        }
        running.close();
        return failed.isEmpty() ? 0 : FAILED;
    }

    /**
     * Listens for signals no longer: the process ends by itself. Stopped by a signal it ends in here, because a start that
     * was cut short fails, and nobody wants to know how.
     */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            stopped.countDown();
        } catch (IllegalStateException stopping) {
            progress.say("stopped");
            stopped.countDown();
            awaitTheEnd();
        }
    }

    private void awaitTheEnd() {
        try {
            hook.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void onSignal() {
        asked.countDown();
        try {
            if (stopped.await(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
