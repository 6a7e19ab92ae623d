package dev.backref.launcher.server;

import dev.backref.launcher.standalone.StartupFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How often a running Backref is asked how far something has come.
 *
 * @param first pause, after which each is half as long again
 * @param longest pause
 * @param silence how long the server may not answer
 */
public record Pace(Duration first, Duration longest, Duration silence) {
    public static final Pace DEFAULT = new Pace(Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofSeconds(30));

    /** A question; the answer is absent as long as it is not over. */
    @FunctionalInterface
    public interface Question<T> {
        Optional<T> ask() throws NotNow, InterruptedException;
    }

    /**
     * Asks until it is over.
     *
     * @param timeout after which nobody waits any longer
     * @param late what is then to be said
     * @throws StartupFailure when it is not over by then, or Backref does not answer for too long
     */
    public <T> T await(Duration timeout, Question<T> question, String late) throws InterruptedException {
        long began = System.nanoTime();
        long answered = began;
        Duration pause = first;
        while (true) {
            try {
                Optional<T> over = question.ask();
                answered = System.nanoTime();
                if (over.isPresent()) {
                    return over.get();
                }
            } catch (NotNow unavailable) {
                if (since(answered).compareTo(silence) > 0) {
                    throw new StartupFailure(String.valueOf(unavailable.getMessage()));
                }
            }
            Duration left = timeout.minus(since(began));
            if (left.isNegative() || left.isZero()) {
                throw new StartupFailure(late);
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(pause.toNanos(), left.toNanos()));
            pause = after(pause);
        }
    }

    private Duration after(Duration pause) {
        Duration next = pause.multipliedBy(3).dividedBy(2);
        return next.compareTo(longest) < 0 ? next : longest;
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
