package dev.backref.query.requests;

import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Request;
import dev.backref.query.Answer;
import dev.backref.query.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes requests, and tells their senders whether they are kept.
 *
 * @param patience how long a sender waits for the broker before it is told 503
 */
public record Acceptance(RequestLog requests, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

    /** Answers 202 with the request once it is kept, or 503. */
    public void accept(RoutingContext context, Request request) {
        Future<Void> kept = acknowledged(context, requests.append(request), patience)
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("registry", request.registry())
                        .addKeyValue("error", failure)
                        .log("a request was not acknowledged; its sender is to repeat it"));
        answer(context, kept, patience, request);
    }

    /** Done once it is kept, failed when nobody says so in time. */
    public static Future<Void> acknowledged(RoutingContext context, CompletionStage<Void> written, Duration patience) {
        return Future.fromCompletionStage(written, context.vertx().getOrCreateContext())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Answers 202 with what was written once that is kept, or 503. It can be kept all the same: whoever is told 503 is to send it
     * again, and it must do no harm twice.
     */
    public static void answer(RoutingContext context, Future<Void> acknowledged, Duration patience, Object written) {
        acknowledged
                .onSuccess(kept -> {
                    context.response().setStatusCode(202);
                    Answer.end(context, "application/json", Buffer.buffer(Json.write(written)));
                })
                .onFailure(failure -> Problem.of(503, "UNAVAILABLE", "the broker does not acknowledge the request")
                        .answer(context, patience));
    }
}
