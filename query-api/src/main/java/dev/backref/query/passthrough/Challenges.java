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
    private static final int UNAUTHORIZED = 401;

    /** Nothing is known of one that has not answered yet. */
    static final Challenges NONE = new Challenges(false, List.of());

    Challenges {
        values = List.copyOf(values);
    }

    static Challenges of(HttpClientResponse answer) {
        // Its body is of no interest, and could be without an end; unhandled, our own reset would be logged as an
        // error.
        Future<Void> unused = answer.exceptionHandler(resetByUs -> {}).request().reset();
        return new Challenges(
                answer.statusCode() == UNAUTHORIZED, answer.headers().getAll("WWW-Authenticate"));
    }
}
