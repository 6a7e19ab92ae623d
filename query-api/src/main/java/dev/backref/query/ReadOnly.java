package dev.backref.query;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** A path that can be read and nothing else. */
public final class ReadOnly {
    private ReadOnly() {}

    /** Serves GET there; whoever tries another method is told which there is (RFC 9110 §15.5.6). */
    public static void mount(Router router, String path, Handler<RoutingContext> get) {
        router.get(path).handler(get);
        router.route(path).handler(context -> {
            context.response().putHeader("Allow", "GET");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }
}
