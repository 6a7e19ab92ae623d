package dev.backref.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One HTTP server, with the settings of the program's, that measurement and baseline share. */
record Server(Vertx vertx, HttpServer http) implements AutoCloseable {
    private static final int LARGEST_HEADERS = 32 * 1024;
    private static final int IDLE_SECONDS = 75;

    /** Serves what is mounted. */
    static Server start(BiConsumer<Vertx, Router> mounted) {
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        mounted.accept(vertx, router);
        HttpServer http = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setMaxHeaderSize(LARGEST_HEADERS)
                        .setMaxInitialLineLength(LARGEST_HEADERS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new Server(vertx, http);
    }

    int port() {
        return http.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
