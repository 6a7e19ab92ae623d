package dev.backref.indexer;

import dev.backref.indexer.streams.RowStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the stores of a process can still be caught up with. A changelog keeps for a while that a row was deleted; stores that
 * were away for longer, while another process had their partitions, would keep such rows for ever. The time of a file
 * beside them tells when they were last in use.
 */
final class StateAge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateAge.class);
    private static final Duration LONGEST = RowStore.DELETES_KEPT.minus(Duration.ofDays(1));
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Path file;
    private final Clock clock;
    private final boolean found;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "state-age");
        thread.setDaemon(true);
        return thread;
    });

    /** @param state the folder of the stores, where nobody has begun to make them yet */
    StateAge(Path state, Clock clock) {
        this.file = state.resolve("in-use");
        this.clock = clock;
        this.found = Files.exists(state);
    }

    /** Whether they have to be built anew: they were not followed for days, or nobody knows. */
    boolean isTooOld() {
        try {
            return found && last().plus(LONGEST).isBefore(clock.instant());
        } catch (IOException neverInUse) {
            return true;
        }
    }

    private Instant last() throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    /**
     * They are in use from now on.
     *
     * @param follows whether they follow the log now: a process that is cut off from it misses deletes as one that is away
     * @param missed told once when they did not for too long, as in a machine that was suspended
     */
    void begin(BooleanSupplier follows, Runnable missed) {
        Future<?> unused = turns.scheduleWithFixedDelay(
                () -> {
                    if (follows.getAsBoolean()) {
                        touch(missed);
                    }
                },
                0,
                BETWEEN.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void touch(Runnable missed) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.resolveSibling(""));
                Files.createFile(file);
            } else if (last().plus(LONGEST).isBefore(clock.instant())) {
                turns.shutdown();
                missed.run();
                return;
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        } catch (IOException failed) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", failed)
                    .log("cannot tell that the stores are in use");
        }
    }

    @Override
    public void close() {
        turns.shutdownNow();
    }
}
