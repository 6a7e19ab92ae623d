package dev.backref.query;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** A path that can be read and nothing else. */
public final class ReadOnly {
    private ReadOnly() {}

    /**
     * Serves GET and HEAD there; whoever tries another method is told which there are (RFC 9110 §15.5.6).
     *
     * @param read answers both, and HEAD without a body: {@link Answer#end} does
     */
    public static void mount(Router router, String path, Handler<RoutingContext> read) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(read);
        router.route(path).handler(context -> {
            context.response().putHeader("Allow", "GET, HEAD");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }
}
