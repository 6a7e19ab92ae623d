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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between the registry and Backref's hook, and loses deliveries: the registry is told that they were taken. */
public final class LossyHook implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int LOST_IN = 10; // One of so many.
    private static final List<String> PASSED_ON = List.of("Content-Type", "Authorization");

    private final URI hook;
    private final SplittableRandom random;
    private final ExecutorService threads = Executors.newCachedThreadPool(LossyHook::daemon);
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final HttpServer server;
    private volatile boolean losing;

    private LossyHook(URI hook, InetSocketAddress address, long seed) {
        this.hook = hook;
        this.random = new SplittableRandom(seed);
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot listen on " + address, failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static LossyHook start(URI hook, int port, long seed) {
        return new LossyHook(hook, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), seed);
    }

    /** Where the registry finds it. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + hook.getPath());
    }

    /** From now on, and on request no more, one delivery in ten is lost, at random. */
    public void lose(boolean on) {
        losing = on;
    }

    /** Deliveries that came while it was losing some. */
    public long deliveries() {
        return deliveries.get();
    }

    /** How many of these it lost. */
    public long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(losing && isLost() ? OK : passOn(exchange, body), -1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isLost() {
        deliveries.incrementAndGet();
        boolean now = random.nextInt(LOST_IN) == 0;
        if (now) {
            lost.incrementAndGet();
        }
        return now;
    }

    /** What Backref answers; a registry without a proxy would hear nothing where nobody listens, and try again as well. */
    private int passOn(HttpExchange exchange, byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(hook).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        PASSED_ON.forEach(name -> exchange.getRequestHeaders()
                .getOrDefault(name, List.of())
                .forEach(value -> request.header(name, value)));
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException away) {
            return UNAVAILABLE;
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "lossy-hook");
        thread.setDaemon(true);
        return thread;
    }
}
