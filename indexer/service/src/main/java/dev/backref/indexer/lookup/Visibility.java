package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.ingest.contract.Location;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the caller of one lookup may see; each location is asked for once. */
final class Visibility {
    private final Ask ask;
    private final Clock clock;
    private final Map<Location, Boolean> known = new HashMap<>();

    Visibility(Ask ask, Clock clock) {
        this.ask = ask;
        this.clock = clock;
    }

    /**
     * Whether the caller may see what stands there.
     *
     * @throws IndexUnavailable when nobody can say in time
     */
    boolean of(Location location) {
        return known.computeIfAbsent(location, this::decide);
    }

    private boolean decide(Location location) {
        long millis =
                Math.max(1, Duration.between(clock.instant(), ask.deadline()).toMillis());
        try {
            return ask.caller().visible(location).toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IndexUnavailable("stopping", Duration.ofSeconds(1));
        } catch (ExecutionException | TimeoutException unknown) {
            throw new IndexUnavailable("cannot tell what the caller may see", Duration.ofSeconds(1));
        }
    }
}
