package dev.backref.query.passthrough;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry that answers what a test says, and keeps what it was asked. */
final class FakeRegistry implements AutoCloseable {
    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile Handler<HttpServerRequest> answer = request -> request.response().end("ok");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** What came, as it came. */
    record Request(String method, String uri, MultiMap headers) {}

    FakeRegistry() {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    requests.add(new Request(request.method().name(), request.uri(), request.headers()));
                    answer.handle(request);
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Answers every request so. */
    void answers(int status, String body, String... headers) {
        answer = request -> {
            request.response().setStatusCode(status);
            for (int at = 0; at < headers.length; at += 2) {
                request.response().headers().add(headers[at], headers[at + 1]);
            }
            request.response().end(body);
        };
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
