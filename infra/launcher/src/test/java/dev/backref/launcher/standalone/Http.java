package dev.backref.launcher.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A client of a Backref on this machine. */
final class Http {
    private static final Duration BETWEEN = Duration.ofMillis(10);
    private static final long PATIENCE_SECONDS = 30;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    Http(int port) {
        this.port = port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, String secret, String body) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", "Bearer " + secret)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    String text(String path) {
        return new String(get(path).body(), StandardCharsets.UTF_8);
    }

    void awaitBody(String path, Predicate<String> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String body = text(path);
        while (!wanted.test(body)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " stays at " + body);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
            body = text(path);
        }
    }

    /** Gives each event's data to the taker until it wants no more. */
    void follow(String path, Predicate<String> taker) {
        lines(
                HttpRequest.newBuilder(uri(path)),
                line -> !line.startsWith("data: ") || taker.test(line.substring("data: ".length())));
    }

    /** Gives each line of an answer to the taker until it wants no more. */
    void lines(HttpRequest.Builder request, Predicate<String> taker) {
        try (Stream<String> lines =
                send(request.build(), HttpResponse.BodyHandlers.ofLines()).body()) {
            Iterator<String> each = lines.iterator();
            boolean more = true;
            while (more && each.hasNext()) {
                more = taker.test(each.next());
            }
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException failed) {
            throw new IllegalStateException(request.uri() + " does not answer", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
