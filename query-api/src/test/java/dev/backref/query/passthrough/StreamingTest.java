package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies larger than the heap of the test, and callers that take their time. */
class StreamingTest {
    private static final String REQUEST =
            "GET /v2/local/app/blobs/sha256:" + "a".repeat(64) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final int PIECE = 64 * 1024;
    private static final long LARGE = 1_100_000_000L / PIECE * PIECE;

    /** Little enough to be told of, and not die of, when all of it is kept. */
    private static final long MUCH = 200_000_000L / PIECE * PIECE;

    /** What both connections and their sockets may hold. */
    private static final long BUFFERS = 32L * 1024 * 1024;

    private final AtomicLong sent = new AtomicLong();
    private final Buffer piece = Buffer.buffer(new byte[PIECE]);
    private final FakeRegistry registry = new FakeRegistry();
    private final PassThroughServer server = PassThroughServer.before(registry.url());

    @AfterEach
    void close() {
        server.close();
        registry.close();
    }

    @Test
    void handsThroughABlobLargerThanTheHeap() throws Exception {
        assertThat(LARGE).isGreaterThan(Runtime.getRuntime().maxMemory());
        registry.answer = request -> sendAll(request, LARGE);
        try (Socket caller = call()) {
            assertThat(readBody(caller.getInputStream(), LARGE)).isEqualTo(LARGE);
        }
        await().untilAsserted(() -> assertThat(server.ended("2xx")).isEqualTo(1));
    }

    @Test
    void takesFromTheRegistryWhatTheCallerTakesHoweverLongThatLasts() throws Exception {
        registry.answer = request -> sendAll(request, MUCH);
        try (Socket caller = call()) {
            AtomicLong before = new AtomicLong(-1);
            // Until nothing moves for longer than a registry may be silent.
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(PassThroughServer.LIMITS.idle().multipliedBy(3))
                    .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(BUFFERS);
            assertThat(server.underWay()).isEqualTo(1);
            assertThat(readBody(caller.getInputStream(), MUCH)).isEqualTo(MUCH);
        }
        assertThat(server.ended("timed-out")).isZero();
    }

    private void sendAll(HttpServerRequest request, long length) {
        send(request.response().putHeader("Content-Length", Long.toString(length)), length);
    }

    /** Writes as fast as somebody takes it. */
    private void send(HttpServerResponse response, long length) {
        while (!response.writeQueueFull() && sent.get() < length) {
            response.write(piece);
            sent.addAndGet(PIECE);
        }
        if (sent.get() < length) {
            response.drainHandler(drained -> send(response, length));
        } else {
            response.end();
        }
    }

    private Socket call() throws IOException {
        Socket caller = new Socket(
                InetAddress.getLoopbackAddress(), server.http.uri("/").getPort());
        caller.setSoTimeout(20_000);
        caller.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        return caller;
    }

    private static long readBody(InputStream in, long length) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        byte[] piece = new byte[PIECE];
        long body = 0;
        while (body < length) {
            int read = in.read(piece);
            if (read < 0) {
                return body;
            }
            body += read;
        }
        return body;
    }
}
