package dev.backref.indexer;

import dev.backref.ingest.contract.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the stores of a process can still be caught up with. A changelog keeps for a while that a row was deleted; stores that
 * were away for longer, while another process had their partitions, would keep such rows for ever. The time of a file
 * beside them tells when they were last in use.
 */
final class StateAge {
    private static final Logger LOG = LoggerFactory.getLogger(StateAge.class);
    private static final Duration LONGEST = Topic.DELETES_KEPT.minus(Duration.ofDays(1));

    /** How often the file is touched at most. */
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Path file;
    private final Clock clock;
    private final boolean found;

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

    /** They were taken away, and those that are made now have not missed anything. */
    void beginAnew() throws IOException {
        Files.deleteIfExists(file);
    }

    /**
     * They follow the log now; a process that is cut off from it misses deletes as one that is away. Used by one thread.
     *
     * @return false when they did not for too long, as in a machine that was suspended: the next start has to find that as well
     */
    boolean follow() {
        try {
            Instant now = clock.instant();
            if (!Files.exists(file)) {
                Files.createDirectories(file.resolveSibling(""));
                Files.createFile(file);
            } else if (last().plus(LONGEST).isBefore(now)) {
                return false;
            } else if (last().plus(BETWEEN).isAfter(now)) {
                return true;
            }
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (IOException failed) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", failed)
                    .log("cannot tell that the stores are in use");
        }
        return true;
    }

    private Instant last() throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }
}
