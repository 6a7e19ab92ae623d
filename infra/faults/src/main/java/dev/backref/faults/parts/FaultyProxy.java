package dev.backref.faults.parts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between Backref and the registry, counts what Backref asks, and does what no real registry can be made to do. The
 * registry's notifications and the pushes do not pass it.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final List<String> PASSED_ON = List.of("Content-Type", "Docker-Content-Digest", "Etag");

    private final URI registry;
    private final InetSocketAddress address;
    private final SplittableRandom random;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultyProxy::daemon);
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong tooMany = new AtomicLong();
    private final AtomicLong unavailable = new AtomicLong();
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private volatile boolean throttling;
    private HttpServer server;

    private FaultyProxy(URI registry, InetSocketAddress address, long seed) {
        this.registry = registry;
        this.address = address;
        this.random = new SplittableRandom(seed);
        this.server = serve();
    }

    static FaultyProxy start(URI registry, int port, long seed) {
        return new FaultyProxy(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), seed);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** Requests so far, however they were answered. */
    public long requests() {
        return requests.get();
    }

    /** How often it answered 429 by itself. */
    public long tooMany() {
        return tooMany.get();
    }

    /** How often it answered 503 by itself. */
    public long unavailable() {
        return unavailable.get();
    }

    /** From now on, and on request no more, most requests are answered 429 with {@code Retry-After}, or 503. */
    public void throttle(boolean on) {
        throttling = on;
    }

    /** From now on connections are refused. */
    public void refuse() {
        server.stop(0);
    }

    /** After {@link #refuse}: serves again. */
    public void serveAgain() {
        server = serve();
    }

    /** From now on requests are taken and not answered. */
    public void hang() {
        answering = new CountDownLatch(1);
    }

    /** After {@link #hang}: answers what waits, and all that comes. */
    public void answerAgain() {
        answering.countDown();
    }

    @Override
    public void close() {
        answerAgain();
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpServer serve() {
        try {
            HttpServer fresh = HttpServer.create(address, 0);
            fresh.setExecutor(threads);
            fresh.createContext("/", this::handle);
            fresh.start();
            return fresh;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot listen on " + address, failed);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            answering.await();
            int fault = throttling ? fault() : 0;
            if (fault == TOO_MANY) {
                tooMany.incrementAndGet();
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(TOO_MANY, -1);
            } else if (fault == UNAVAILABLE) {
                unavailable.incrementAndGet();
                exchange.sendResponseHeaders(UNAVAILABLE, -1);
            } else {
                passOn(exchange);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** 429 once in ten, because after one Backref asks nothing for a second; 503 half of the time. */
    private synchronized int fault() {
        int tenth = random.nextInt(10);
        return tenth == 0 ? TOO_MANY : tenth <= 5 ? UNAVAILABLE : 0;
    }

    private void passOn(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        registry.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        exchange.getRequestHeaders()
                .getOrDefault("Accept", List.of())
                .forEach(accept -> request.header("Accept", accept));
        HttpResponse<byte[]> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        PASSED_ON.forEach(name -> answer.headers()
                .firstValue(name)
                .ifPresent(value -> exchange.getResponseHeaders().set(name, value)));
        byte[] body = answer.body();
        if (exchange.getRequestMethod().equals("HEAD")) {
            answer.headers()
                    .firstValue("Content-Length")
                    .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
        }
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        return thread;
    }
}
