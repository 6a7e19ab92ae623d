package dev.backref.query.gate;

import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Source;
import dev.backref.query.gate.Tags.Pointer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the tags of one request point: each is asked for once, however often it is there. Used on its event loop only. */
final class Pointers {
    private static final Logger LOG = LoggerFactory.getLogger(Pointers.class);

    /** A pipeline waits for them, and their registry may be away. All are asked for at once, and wait their turn within this. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Tags tags;
    private final Context context;
    private final Clock clock;
    private final BooleanSupplier over;
    private final Map<Source.Tag, Future<Told>> asked = new HashMap<>();

    /**
     * @param clock by which it is told when a tag pointed there
     * @param over whether nobody waits for the answer any more; called from any thread
     */
    Pointers(Tags tags, Context context, Clock clock, BooleanSupplier over) {
        this.tags = tags;
        this.context = context;
        this.clock = clock;
        this.over = over;
    }

    /**
     * What a registry said of a tag.
     *
     * @param at when
     */
    record Told(Pointer pointer, Instant at) {}

    /** Where it points, as far as the caller may know. */
    Future<Told> of(Source.Tag tag, Caller caller) {
        return asked.computeIfAbsent(tag, first -> ask(first, caller));
    }

    private Future<Told> ask(Source.Tag tag, Caller caller) {
        long began = System.nanoTime();
        BooleanSupplier unneeded = () -> over.getAsBoolean() || System.nanoTime() - began > PATIENCE.toNanos();
        return Future.fromCompletionStage(caller.visible(tag.location()), context)
                .compose(visible -> visible
                        ? Future.fromCompletionStage(tags.pointer(tag, unneeded), context)
                        : Future.succeededFuture(Pointer.nothing(tag)))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> untold(tag, failure))
                .map(pointer -> new Told(pointer, clock.instant()));
    }

    private static Pointer untold(Source.Tag tag, Throwable failure) {
        String what = "where the tag points could not be told ";
        if (failure instanceof TimeoutException) {
            return Pointer.unknown(what + "in time by " + tag.location().registry());
        }
        LOG.error("where a tag points could not be asked", failure);
        return Pointer.unknown(what + "by " + tag.location().registry());
    }
}
