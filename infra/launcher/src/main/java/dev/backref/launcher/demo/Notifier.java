package dev.backref.launcher.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers envelopes one after the other, each as often as it takes, like CNCF Distribution: what cannot be delivered
 * holds up everything behind it, and what waits is lost when the registry stops. All state is of one event loop.
 */
final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Vertx vertx;
    private final Context loop;
    private final HttpClient client;
    private final RequestOptions endpoint;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    Notifier(Vertx vertx, URI hook, String secret) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient();
        this.endpoint = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(hook.toString())
                .setTimeout(ANSWER_WITHIN.toMillis())
                .putHeader("Authorization", "Bearer " + secret)
                .putHeader("User-Agent", "backref-demo-registry")
                .putHeader("Content-Type", "application/vnd.docker.distribution.events.v1+json");
    }

    /** Delivers the envelope after all that were given before it. May be called on any thread. */
    void send(Buffer envelope) {
        loop.runOnContext(now -> {
            waiting.add(envelope);
            next();
        });
    }

    Future<Void> close() {
        loop.runOnContext(now -> {
            closed = true;
            waiting.clear();
        });
        return client.close();
    }

    private void next() {
        if (!busy && !closed && !waiting.isEmpty()) {
            busy = true;
            attempt(waiting.remove(), FIRST_PAUSE_MILLIS);
        }
    }

    private void attempt(Buffer envelope, long pause) {
        if (closed) {
            return;
        }
        post(envelope).onSuccess(delivered -> delivered()).onFailure(failure -> {
            LOG.atDebug().addKeyValue("error", failure.getMessage()).log("notification not accepted, trying again");
            vertx.setTimer(pause, now -> attempt(envelope, Math.min(2 * pause, LONGEST_PAUSE_MILLIS)));
        });
    }

    private void delivered() {
        busy = false;
        next();
    }

    private Future<Void> post(Buffer envelope) {
        return client.request(endpoint)
                .compose(request -> request.send(envelope))
                .compose(response -> response.body().compose(ignored -> accepted(response)));
    }

    /** As in CNCF Distribution, a redirect counts as accepted. */
    private static Future<Void> accepted(HttpClientResponse response) {
        return response.statusCode() < 400
                ? Future.succeededFuture()
                : Future.failedFuture("status " + response.statusCode());
    }
}
