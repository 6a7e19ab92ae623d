package dev.backref.launcher.standalone;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The one HTTP address. */
final class HttpListener implements AutoCloseable {
    /** Bytes of a request line, and of all headers of a request. */
    static final int LARGEST_HEADERS = 32 * 1024;

    private static final int IDLE_SECONDS =
            75; // Longer than the feed is silent, and than most proxies keep connections.
    private static final long GRACE_SECONDS = 2;

    private final HttpServer server;

    private HttpListener(HttpServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @throws StartupFailure when the port is taken, or the host cannot be listened on
     */
    static HttpListener start(Vertx vertx, StandaloneSettings.Http http, Router router) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(http.host())
                .setPort(http.port())
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setMaxInitialLineLength(LARGEST_HEADERS)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new HttpListener(server);
        } catch (CompletionException failed) {
            throw new StartupFailure(
                    why(http, Optional.ofNullable(failed.getCause()).orElse(failed)));
        }
    }

    /**
     * Whether it could listen now.
     *
     * @throws StartupFailure as {@link #start}
     */
    static void requireFree(StandaloneSettings.Http http) {
        try (ServerSocket tried = new ServerSocket()) {
            tried.setReuseAddress(true); // As the server does, which else could not follow soon upon another.
            tried.bind(new InetSocketAddress(http.host(), http.port()));
        } catch (IOException failed) {
            throw new StartupFailure(why(http, failed));
        }
    }

    /** A host that is none of this machine's fails to be bound as well, and no other port would help. */
    private static String why(StandaloneSettings.Http http, Throwable cause) {
        boolean taken = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        return taken
                ? "port " + http.port() + " on " + http.host()
                        + " is taken: choose another with http.port, or --port for the demo"
                : "cannot listen on port " + http.port() + " of " + http.host() + ", see http.host and http.port: "
                        + InWords.of(cause);
    }

    int port() {
        return server.actualPort();
    }

    /** Takes no new connection and lets those with a request under way finish. */
    @Override
    public void close() {
        server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
