package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import io.vertx.core.Future;

/** One registry, as the resolver asks it. */
@FunctionalInterface
public interface Registry {
    /**
     * Begins one attempt to see what stands at a source, and never blocks.
     *
     * @return what it gave; expected failures are a {@link Look}, and the future is completed within a bounded time
     */
    Future<Look> look(Source source);
}
