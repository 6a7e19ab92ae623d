package dev.backref.query;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where nothing else answers. Mounted last. */
public final class ErrorPages {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

    private ErrorPages() {}

    /** Adds them behind every other route. */
    public static void mount(Router router) {
        router.errorHandler(
                404,
                context ->
                        Problem.of(404, "NOT_FOUND", "nothing is served here").answer(context));
        router.errorHandler(
                405,
                context -> Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method")
                        .answer(context));
        router.errorHandler(400, ErrorPages::unreadable);
        router.errorHandler(500, ErrorPages::failed);
    }

    /** The router does not route what it cannot decode, so that each part's own form of errors must be known here. */
    private static void unreadable(RoutingContext context) {
        if (String.valueOf(context.request().path()).startsWith("/v2/")) {
            OciError.unreadable().answer(context);
        } else {
            Problem.of(400, "BAD_REQUEST", "the request cannot be read").answer(context);
        }
    }

    /** The caller is told that it failed, the log why. */
    private static void failed(RoutingContext context) {
        LOG.atError().setCause(context.failure()).log("a request failed");
        if (context.response().headWritten()) {
            context.response().reset();
        } else {
            Problem.of(500, "FAILED", "the request failed").answer(context);
        }
    }
}
