package dev.backref.query;

import dev.backref.query.oci.OciErrorForm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Resources behind a real HTTP server, and a client that keeps the bytes. */
public final class TestServer implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** As that of the program. */
    private static final int LONGEST_LINE = 96 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpServer server;

    public TestServer(BiConsumer<Vertx, Router> mount) {
        Router router = Router.router(vertx);
        mount.accept(vertx, router);
        new ErrorPages(new OciErrorForm(), meters).mount(router);
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setMaxInitialLineLength(LONGEST_LINE))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** How many requests no resource answered, with this outcome. */
    public double errors(String outcome) {
        return meters.counter("backref.http.errors", "outcome", outcome).count();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    public HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        // Bounded, because what should have been refused may be a stream without an end.
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    public HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Sends a request line that no client would, and gives the whole answer as text. */
    public String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.setSoTimeout((int) LONGEST.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The beginning of an answer that does not end, up to a text in it. */
    public String rawFirst(String requestLine, String until) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.setSoTimeout((int) LONGEST.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            int next = socket.getInputStream().read();
            while (next >= 0 && text.indexOf(until) < 0) {
                text.append((char) next);
                next = socket.getInputStream().read();
            }
            return text.toString();
        }
    }

    /** A request whose answer takes as long as the stream that it is. */
    public CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return http.sendAsync(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
