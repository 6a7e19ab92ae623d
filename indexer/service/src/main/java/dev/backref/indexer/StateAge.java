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
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final Path file;
    private final Clock clock;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "state-age");
        thread.setDaemon(true);
        return thread;
    });

    /** @param state the folder of the stores, which need not be there */
    StateAge(Path state, Clock clock) {
        this.file = state.resolve("in-use");
        this.clock = clock;
    }

    /** Whether they have to be built anew. */
    boolean isTooOld() {
        try {
            Instant last = Files.getLastModifiedTime(file).toInstant();
            return last.plus(LONGEST).isBefore(clock.instant());
        } catch (IOException neverInUse) {
            return false;
        }
    }

    /** They are in use from now on. */
    void begin() {
        Future<?> unused = turns.scheduleWithFixedDelay(this::touch, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void touch() {
        try {
            Files.createDirectories(file.resolveSibling(""));
            if (!Files.exists(file)) {
                Files.createFile(file);
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
