package dev.backref.ingest.registry;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One request, one bounded answer, and a clock over both. Follows nothing, knows no credentials, has its own pool. */
final class Transport {
    private static final String USER_AGENT = "backref/"
            + Optional.ofNullable(Transport.class.getPackage().getImplementationVersion())
                    .orElse("unpackaged");
    // A storage redirect's URL carries a signature and often a session token.
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final int MOST_ERROR_BYTES = 64 * 1024;
    // Shorter than servers keep a connection: one they close just as we use it would look like an outage.
    private static final int KEEP_ALIVE_SECONDS = 10;

    private static final int PROXY_WANTS_A_LOGIN = 407;

    private final Vertx vertx;
    private final Context context;
    private final HttpClientAgent http;
    private final Timeouts timeouts;
    private final Route route;

    Transport(Vertx vertx, HttpClientOptions options, int connections, Timeouts timeouts, Route route) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.timeouts = timeouts;
        this.route = route;
        HttpClientOptions own = new HttpClientOptions(options)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setConnectTimeout(Math.toIntExact(timeouts.connect().toMillis()))
                .setSslHandshakeTimeout(timeouts.connect().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        this.http = vertx.createHttpClient(own, new PoolOptions().setHttp1MaxSize(connections));
    }

    /**
     * Fails with {@link Unanswered} when no whole answer comes before the deadline.
     *
     * @param sending told when there is a connection and the request goes out on it
     */
    Future<Answer> exchange(Ask ask, Deadline deadline, Runnable sending) {
        Promise<Answer> outcome = Promise.promise();
        // On an event loop from the beginning: on any other thread the answer could come, and end, before somebody
        // reads it.
        context.runOnContext(begun -> exchange(ask, deadline, sending, outcome));
        return outcome.future();
    }

    private void exchange(Ask ask, Deadline deadline, Runnable sending, Promise<Answer> outcome) {
        Future<HttpClientRequest> request =
                Future.succeededFuture().compose(begun -> http.request(route.over(options(ask), timeouts.connect())));
        Alarm alarm = new Alarm(vertx, deadline, timeouts.idle(), () -> {
            if (outcome.tryFail(NetworkFailure.late(ask))) {
                request.onSuccess(HttpClientRequest::reset);
            }
        });
        request.compose(connected -> {
                    // The futures tell of failures; without a handler each reset of ours would be logged as an error.
                    connected.exceptionHandler(told -> {});
                    if (outcome.future().isComplete()) {
                        return Future.failedFuture(NetworkFailure.late(ask));
                    }
                    sending.run();
                    alarm.listen();
                    return send(ask, connected).compose(response -> read(ask, response, alarm));
                })
                .onComplete(outcome::tryComplete, failure -> outcome.tryFail(NetworkFailure.of(ask, failure)))
                .onComplete(ended -> alarm.stop());
    }

    Future<Void> close() {
        return http.close();
    }

    private RequestOptions options(Ask ask) {
        Origin origin = ask.origin();
        RequestOptions options = new RequestOptions()
                .setMethod(ask.method())
                .setSsl(origin.secure())
                .setHost(origin.host())
                .setPort(origin.port())
                .setURI(ask.requestUri())
                .setFollowRedirects(false)
                .putHeader("User-Agent", USER_AGENT)
                .putHeader("Accept", ask.accept())
                // Digests are over the bytes as stored (RFC 9110 §12.5.3: without this any coding would do).
                .putHeader("Accept-Encoding", "identity");
        ask.authorization().ifPresent(header -> options.putHeader("Authorization", header));
        return options;
    }

    private static Future<HttpClientResponse> send(Ask ask, HttpClientRequest connected) {
        return ask.form()
                .map(form -> connected
                        .putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .send(form))
                .orElseGet(connected::send);
    }

    private Future<Answer> read(Ask ask, HttpClientResponse response, Alarm alarm) {
        alarm.heard();
        if (response.statusCode() == PROXY_WANTS_A_LOGIN && route.isAnsweredByProxy(ask.origin())) {
            response.exceptionHandler(resetByUs -> {}).request().reset();
            return Unanswered.later(LookFailure.UNREACHABLE, ask + ": the proxy answered 407");
        }
        // The length that an answer to HEAD announces is that of a body which does not come.
        Future<BoundedBody> body = ask.method().equals(HttpMethod.HEAD)
                ? Future.succeededFuture(BoundedBody.NONE)
                : reader(ask, response).read(response, alarm);
        return body.map(read -> new Answer(ask, response.statusCode(), response.headers(), read));
    }

    private static BodyReader reader(Ask ask, HttpClientResponse response) {
        return response.statusCode() == 200 ? ask.body() : BodyReader.atMost(MOST_ERROR_BYTES);
    }
}
