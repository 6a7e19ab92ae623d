package dev.backref.indexer.lag;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notices that this process stood still: stopped, suspended with its machine, or held up by its garbage collector. The
 * group may have given away meanwhile what it holds, and it learns of that only with its next heartbeats. Until then it
 * has the rows of before, and would answer from them as if nobody had pushed since.
 */
public final class Standstill implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(200);

    /** Some heartbeats and what follows from their answers. */
    private static final Duration TO_BE_TOLD = Duration.ofSeconds(10);

    private final long longest;
    private final LongSupplier millis;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "standstill");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long last;
    private volatile long doubtfulUntil;

    /**
     * By the clock of the machine, which goes on where the process does not.
     *
     * @param session after how long a silence the group gives away what a process holds
     */
    public Standstill(Duration session) {
        this(session, System::currentTimeMillis);
    }

    Standstill(Duration session, LongSupplier millis) {
        this.longest = session.toMillis() / 2;
        this.millis = millis;
        this.last = millis.getAsLong();
        this.doubtfulUntil = last;
    }

    /** Begins to watch. */
    public void start() {
        last = millis.getAsLong();
        Future<?> unused = turns.scheduleWithFixedDelay(this::turn, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether others may hold what this process believes that it holds. */
    public boolean isDoubtful() {
        long now = millis.getAsLong();
        return now - last > longest || now < doubtfulUntil;
    }

    void turn() {
        long now = millis.getAsLong();
        if (now - last > longest) {
            doubtfulUntil =
                    now + TO_BE_TOLD.toMillis(); // Before the next line: there must be no moment between the two.
        }
        last = now;
    }

    @Override
    public void close() {
        turns.shutdownNow();
    }
}
