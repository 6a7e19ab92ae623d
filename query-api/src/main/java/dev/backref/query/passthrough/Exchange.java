package dev.backref.query.passthrough;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request of a caller's on its way to a registry and back. All of it happens on the caller's event loop; nothing is
 * kept but what the two connections hold.
 */
final class Exchange {
    private static final int NOT_MODIFIED = 304;
    private static final int PROXY_WANTS_A_LOGIN = 407;

    private final RoutingContext context;
    private final HttpServerResponse caller;
    private final Addresses addresses;
    private final Silence silence;
    private final Ended ended;
    private @Nullable HttpClientRequest request;
    private boolean over;

    /** Told once, at the end. */
    interface Ended {
        /** All of the registry's answer is here. */
        void answered(int status);

        /** There was none, or not a whole one; the caller has been told nothing, or a part that it is cut off from. */
        void failed(Outcome outcome, Throwable why);
    }

    Exchange(RoutingContext context, Addresses addresses, Limits limits, Ended ended) {
        this.context = context;
        this.caller = context.response();
        this.addresses = addresses;
        this.ended = ended;
        this.silence = new Silence(
                context.vertx(),
                limits.idle(),
                caller::writeQueueFull,
                () -> fail(Outcome.TIMED_OUT, new IllegalStateException("silent for " + limits.idle())));
    }

    void begin(HttpClientAgent http, RequestOptions options) {
        // Fails when the caller is gone before the end.
        context.addEndHandler(end -> {
            if (end.failed()) {
                fail(Outcome.CANCELLED, end.cause());
            }
        });
        silence.watch();
        http.request(options)
                .compose(this::send)
                .onSuccess(this::relay)
                .onFailure(failure -> fail(Outcome.of(failure), failure));
    }

    private Future<HttpClientResponse> send(HttpClientRequest connected) {
        // The futures tell of failures; without a handler each reset of ours would be logged as an error.
        connected.exceptionHandler(told -> {});
        request = connected;
        if (over) {
            Future<Void> unused = connected.reset();
            return Future.failedFuture("it is over");
        }
        return connected.send();
    }

    private void relay(HttpClientResponse answer) {
        if (over) {
            return;
        }
        silence.broken();
        // Before anything can fail: without a handler the reset that comes of it would be logged as an error as well.
        answer.exceptionHandler(failure -> fail(Outcome.BROKEN, failure));
        if (answer.statusCode() == PROXY_WANTS_A_LOGIN) {
            // Said to us by what stands between, and not to the caller by the registry.
            fail(Outcome.UNREACHABLE, new IllegalStateException("the proxy answered 407"));
            return;
        }
        try {
            head(answer);
        } catch (IllegalArgumentException unusable) {
            fail(Outcome.BROKEN, unusable);
            return;
        }
        answer.handler(piece -> relay(answer, piece)).endHandler(end -> finish(answer.statusCode()));
    }

    private void head(HttpClientResponse answer) {
        caller.setStatusCode(answer.statusCode());
        EndToEnd.ANSWER.copy(answer.headers(), caller.headers());
        replace("Location", addresses::location);
        replace("Link", addresses::link);
        // What a registry holds is anybody's; a browser must not run it as if Backref had written it.
        caller.putHeader("X-Content-Type-Options", "nosniff").putHeader("Content-Security-Policy", "sandbox");
        boolean hasBody = !HttpMethod.HEAD.equals(context.request().method()) && answer.statusCode() != NOT_MODIFIED;
        caller.setChunked(hasBody && !caller.headers().contains("Content-Length"));
    }

    private void replace(String header, UnaryOperator<String> by) {
        if (caller.headers().contains(header)) {
            caller.putHeader(
                    header, caller.headers().getAll(header).stream().map(by).toList());
        }
    }

    private void relay(HttpClientResponse answer, Buffer piece) {
        if (over) {
            return;
        }
        silence.broken();
        Future<Void> unused = caller.write(piece);
        if (caller.writeQueueFull()) {
            answer.pause();
            caller.drainHandler(drained -> answer.resume());
        }
    }

    private void finish(int status) {
        if (!over) {
            over = true;
            silence.stop();
            ended.answered(status);
            Future<Void> unused = caller.end();
        }
    }

    private void fail(Outcome outcome, Throwable why) {
        if (over) {
            return;
        }
        over = true;
        silence.stop();
        if (request != null) {
            Future<Void> unused = request.reset();
        }
        boolean begun = caller.headWritten();
        if (!begun) {
            caller.headers().clear();
        }
        ended.failed(outcome, why);
        if (begun) {
            // The caller must not take what it has for the whole.
            Future<Void> unused = caller.reset();
        }
    }
}
