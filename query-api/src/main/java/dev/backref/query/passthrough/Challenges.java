package dev.backref.query.passthrough;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;

/**
 * How a registry answers {@code GET /v2/} without a login.
 *
 * @param needed whether it lets nobody in without one
 * @param values of {@code WWW-Authenticate}, as they came
 */
record Challenges(boolean needed, List<String> values) {
    private static final int SUCCESSFUL = 2; // The first digit of a status (RFC 9110 §15.3).
    private static final int UNAUTHORIZED = 401;

    /** Nothing is known of one that has not answered yet. */
    static final Challenges NONE = new Challenges(false, List.of());

    Challenges {
        values = List.copyOf(values);
    }

    /** Fails for a status that tells of logins neither way, such as that of a gateway whose registry is away. */
    static Future<Challenges> of(HttpClientResponse answer) {
        // Its body is of no interest, and could be without an end; unhandled, our own reset would be logged as an
        // error.
        Future<Void> unused = answer.exceptionHandler(resetByUs -> {}).request().reset();
        boolean needed = answer.statusCode() == UNAUTHORIZED;
        if (!needed && answer.statusCode() / 100 != SUCCESSFUL) {
            return Future.failedFuture("GET /v2/ was answered with " + answer.statusCode());
        }
        return Future.succeededFuture(new Challenges(needed, answer.headers().getAll("WWW-Authenticate")));
    }
}
