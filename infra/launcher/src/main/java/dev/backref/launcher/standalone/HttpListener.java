package dev.backref.launcher.standalone;

import dev.backref.query.changes.LongLines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
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
    /** Bytes of all headers of a request, and of its line, beside the subjects of the feed. */
    static final int LARGEST_HEADERS = 32 * 1024;

    /** Bytes of a request line: a thousand digests have room, however they are written. */
    private static final int LARGEST_LINE = 96 * 1024;

    private static final int IDLE_SECONDS =
            75; // Longer than the feed is silent, and than most proxies keep connections.
    private static final long GRACE_SECONDS = 2;
    private static final int URI_TOO_LONG = 414;

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
                .setMaxInitialLineLength(LARGEST_LINE)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(request -> take(request, router))
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

    /** All else that callers write in a line can go to the index, and the bound on its batches rests on this one. */
    private static void take(HttpServerRequest request, Router router) {
        if (request.uri().length() > LARGEST_HEADERS && LongLines.besideSubjects(request.uri()) > LARGEST_HEADERS) {
            Future<Void> unused = request.response().setStatusCode(URI_TOO_LONG).end();
        } else {
            router.handle(request);
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
