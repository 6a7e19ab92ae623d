package dev.backref.query;

import dev.backref.indexer.contract.Caller;
import io.vertx.ext.web.RoutingContext;

/** Who a request comes from. The only place that knows. */
@FunctionalInterface
public interface Callers {
    /** For a Backref that anyone who reaches it may read. */
    Callers ANYONE = context -> Caller.ANYONE;

    /** The caller of a request. */
    Caller of(RoutingContext context);
}
