package dev.backref.query;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Ends an answer with a body. */
public final class Answer {
    private Answer() {}

    /** Writes the body with its type; to HEAD only what would be said of it (RFC 9110 §9.3.2). */
    public static void end(RoutingContext context, String contentType, Buffer body) {
        HttpServerResponse response = context.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        if (isForHead(context)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    /** Whether only what would be said of an answer is asked for. */
    public static boolean isForHead(RoutingContext context) {
        return HttpMethod.HEAD.equals(context.request().method());
    }
}
