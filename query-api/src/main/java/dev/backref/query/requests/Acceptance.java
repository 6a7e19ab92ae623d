package dev.backref.query.requests;

import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Request;
import dev.backref.query.Answer;
import dev.backref.query.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
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
        Future.fromCompletionStage(requests.append(request), context.vertx().getOrCreateContext())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(kept -> {
                    context.response().setStatusCode(202);
                    Answer.end(context, "application/json", Buffer.buffer(Json.write(request)));
                })
                .onFailure(failure -> unacknowledged(context, request, failure));
    }

    /** It can be kept all the same, and then answers a sender that has asked again as well. */
    private void unacknowledged(RoutingContext context, Request request, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("registry", request.registry())
                .addKeyValue("error", failure)
                .log("a request was not acknowledged; its sender is to repeat it");
        Problem.of(503, "UNAVAILABLE", "the broker does not acknowledge the request")
                .answer(context, patience);
    }
}
