package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/** What senders are told. */
final class HookAnswers {
    /** Senders that honour it come back about as soon as a broker's usual hiccup is over. */
    private static final String RETRY_AFTER_SECONDS = "1";

    /** Before, the issuer is not asked again. */
    private static final String KEYS_AFTER_SECONDS = Long.toString(IssuerKeys.AFTER_FAILURE.toSeconds());

    private static final String BEARER = "Bearer realm=\"backref hooks\"";

    /** How long the rest of a refused body may take to pass. A connection closed at once would lose the answer. */
    private static final long REST_WITHIN_MILLIS = 5_000;

    private record Problem(String code, String message) {}

    private HookAnswers() {}

    /** @param answer the JSON that the sender waits for, where it wants more than a status */
    static void accept(RoutingContext context, Optional<String> answer) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        answer.ifPresentOrElse(
                json -> response.putHeader("Content-Type", "application/json").end(json),
                () -> response.setStatusCode(202).end());
    }

    /** That a sender may deliver, at any rate (CloudEvents "Web hooks for event delivery" §4.2). */
    static void allow(RoutingContext context, String origin) {
        context.response()
                .putHeader("Allow", "POST")
                .putHeader("WebHook-Allowed-Origin", origin)
                .putHeader("WebHook-Allowed-Rate", "*")
                .end();
    }

    static void refuse(RoutingContext context, Refusal refusal) {
        HttpServerResponse response = context.response();
        if (response.closed() || response.ended()) {
            return;
        }
        switch (refusal) {
            case METHOD_NOT_ALLOWED -> response.putHeader("Allow", "POST");
            case UNAUTHORIZED, UNPROVEN ->
                response.headers()
                        .add("WWW-Authenticate", BEARER)
                        .add("WWW-Authenticate", "Basic realm=\"backref hooks\"");
            case UNTRUSTED -> response.putHeader("WWW-Authenticate", BEARER);
            case KEYS_UNKNOWN -> response.putHeader("Retry-After", KEYS_AFTER_SECONDS);
            case BUSY, UNACKNOWLEDGED, FAILED -> response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
            case UNKNOWN_REGISTRY, TOO_LARGE, INCOMPLETE -> {}
        }
        response.setStatusCode(refusal.status())
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(Json.write(Map.of("error", new Problem(refusal.word(), refusal.message())))));
        letTheRestPass(context);
    }

    private static void letTheRestPass(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            long timer = context.vertx()
                    .setTimer(REST_WITHIN_MILLIS, late -> request.connection().close());
            request.endHandler(end -> context.vertx().cancelTimer(timer));
        }
    }
}
