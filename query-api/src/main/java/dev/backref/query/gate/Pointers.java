package dev.backref.query.gate;

import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Source;
import dev.backref.query.gate.Tags.Pointer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where the tags of one request point: each is asked for once, however often it is there. Used on its event loop only. */
final class Pointers {
    /** A pipeline waits for the sum of these, and its registry may be away. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Tags tags;
    private final Context context;
    private final Map<Source.Tag, Future<Pointer>> asked = new HashMap<>();

    Pointers(Tags tags, Context context) {
        this.tags = tags;
        this.context = context;
    }

    /** Where it points, as far as the caller may know. */
    Future<Pointer> of(Source.Tag tag, Caller caller) {
        return asked.computeIfAbsent(
                tag,
                first -> Future.fromCompletionStage(caller.visible(tag.location()), context)
                        .compose(visible -> visible
                                ? Future.fromCompletionStage(tags.pointer(tag), context)
                                : Future.succeededFuture(Pointer.nothing(tag)))
                        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwise(late -> Pointer.unknown("where the tag points could not be told in time by "
                                + tag.location().registry())));
    }
}
