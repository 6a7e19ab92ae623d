package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** One registry, as whoever looks into it asks it. It keeps its own budget of requests. */
public interface Registry {
    /**
     * Begins one attempt to see what stands at a source, and never blocks.
     *
     * @return what it gave; expected failures are a {@link Look}, and the future is completed within a bounded time
     */
    Future<Look> look(Source source);

    /**
     * Begins one attempt to see whether a manifest is still there, without fetching it: {@link Look.Present} where it is.
     * Else as {@link #look}.
     */
    Future<Look> confirm(Source.Manifest source);

    /**
     * Begins one attempt to see where a tag points and what stands there, by one request: {@link Look.Tagged}, or
     * {@link Look.PointsTo} where what came cannot be taken for the manifest. Else as {@link #look}.
     */
    Future<Look> fetch(Source.Tag source);

    /**
     * How long until the budget lets a look at a manifest or a tag begin that then need not wait: zero for now. Absent as
     * long as only the end of another request can tell. A look that is begun earlier waits in turn. To be asked for a look
     * that is due: listings leave room for it for a while.
     */
    Optional<Duration> opensIn();

    /** This node asks the registry from now on. Nothing is sent for a second, so that the budget is one of all nodes. */
    void takeOver();

    /** Another node asks the registry from now on: nothing is sent any more, and what waits for its turn ends at once. */
    void giveUp();
}
