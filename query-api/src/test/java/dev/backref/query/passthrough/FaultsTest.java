package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.query.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that fail, and callers that leave. */
class FaultsTest {
    private static final String BLOB = "/v2/local/app/blobs/sha256:" + "a".repeat(64);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void isUnavailableForNowWhenNobodyListensThere() throws Exception {
        PassThroughServer server = before(URI.create("http://127.0.0.1:1"));
        HttpResponse<String> answer = server.http.get(BLOB);
        assertError(answer, 503);
        assertThat(answer.headers().firstValue("retry-after")).contains("5");
        assertThat(answer.body()).doesNotContain("127.0.0.1");
        assertThat(server.ended("unreachable")).isEqualTo(1);
        assertThat(server.underWay()).isZero();
    }

    @Test
    void isUnavailableForNowWhenTheNameIsNobodys() throws Exception {
        PassThroughServer server = before(URI.create("http://nowhere.invalid"));
        assertError(server.http.get(BLOB), 503);
        assertThat(server.ended("unreachable")).isEqualTo(1);
    }

    @Test
    void givesUpARegistryThatTakesTheRequestAndIsSilent() throws Exception {
        PassThroughServer server = before(says(""));
        assertError(server.http.get(BLOB), 504);
        assertThat(server.ended("timed-out")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le"})
    void takesWhatIsNoHttpForNoAnswer(String said) throws Exception {
        PassThroughServer server = before(saysAndCloses(said));
        assertError(server.http.get(BLOB), 502);
        assertThat(server.ended("broken")).isEqualTo(1);
    }

    @Test
    void logsNoErrorForTheRestOfAnAnswerThatItCannotHandOn() throws Exception {
        try (ErrorLog log = new ErrorLog()) {
            PassThroughServer server =
                    before(says("HTTP/1.1 307 Go\r\nLocation: ftp://h/x\r\nContent-Length: 10\r\n\r\nabc"));
            assertError(server.http.get(BLOB), 502);
            server.close(); // The event loops have done all of it by then.
            assertThat(log.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void cutsTheCallerOffWhenTheRegistryBreaksOff(String length) throws Exception {
        String body = length.startsWith("T") ? "3\r\nabc\r\n" : "abc";
        PassThroughServer server = before(saysAndCloses("HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n" + body));
        String answer = server.http.raw("GET " + BLOB);
        // Neither all of the length nor the last chunk.
        assertThat(answer).startsWith("HTTP/1.1 200 OK").matches("(?s).*abc(\r\n)?");
        assertThat(server.ended("broken")).isEqualTo(1);
    }

    @Test
    void cutsTheCallerOffWhenTheRegistryFallsSilentInTheMiddle() throws Exception {
        PassThroughServer server = before(says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
        assertThat(server.http.raw("GET " + BLOB)).endsWith("abc");
        assertThat(server.ended("timed-out")).isEqualTo(1);
    }

    @Test
    void cancelsAtTheRegistryWhatACallerNoLongerWaitsFor() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        FakeRegistry registry = opened(new FakeRegistry());
        registry.answer = request -> {
            request.response().closeHandler(closed -> cancelled.countDown());
            asked.countDown();
        };
        PassThroughServer server = before(registry.url());
        Socket caller = call(server.http);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        caller.close();
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        // And not because the registry was silent.
        await().untilAsserted(() -> assertThat(server.ended("cancelled")).isEqualTo(1));
        assertThat(server.underWay()).isZero();
    }

    @Test
    void cancelsAtTheRegistryWhatACallerHasReadEnoughOf() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        FakeRegistry registry = opened(new FakeRegistry());
        registry.answer = request -> {
            request.response().closeHandler(closed -> cancelled.countDown());
            request.response().putHeader("Content-Length", "1000").write("abc");
        };
        PassThroughServer server = before(registry.url());
        try (Socket caller = call(server.http)) {
            readUntil(caller.getInputStream(), "abc");
        }
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        // And not because the registry was silent.
        await().untilAsserted(() -> assertThat(server.ended("cancelled")).isEqualTo(1));
    }

    @Test
    void refusesWhatIsMoreThanARegistryShallBearAtOnce() throws Exception {
        AtomicInteger held = new AtomicInteger();
        CompletableFuture<Void> release = new CompletableFuture<>();
        FakeRegistry registry = opened(new FakeRegistry());
        registry.answer = request -> {
            held.incrementAndGet();
            CompletableFuture<Void> unused =
                    release.thenRun(() -> request.response().end("ok"));
        };
        PassThroughServer server = opened(PassThroughServer.patient(registry.url()));
        int atOnce = PassThroughServer.LIMITS.atOnce();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int each = 0; each < atOnce; each++) {
            waiting.add(server.http.getAsync(BLOB));
        }
        await().until(() -> held.get() == atOnce);
        assertThat(server.underWay()).isEqualTo(atOnce);

        HttpResponse<String> refused = server.http.get(BLOB);
        assertError(refused, 503);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(held).hasValue(atOnce);

        release.complete(null);
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(server.http.get(BLOB).statusCode()).isEqualTo(200);
        assertThat(server.ended("busy")).isEqualTo(1);
        assertThat(server.underWay()).isZero();
    }

    @Test
    void servesOneRegistryWhileAnotherHangs() throws Exception {
        FakeRegistry well = opened(new FakeRegistry());
        PassThroughServer server =
                opened(new PassThroughServer(new Upstream("local", says("")), new Upstream("other", well.url())));
        CompletableFuture<HttpResponse<String>> hanging = server.http.getAsync(BLOB);
        assertThat(server.http.get(BLOB.replace("local", "other")).body()).isEqualTo("ok");
        assertThat(hanging.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(504);
    }

    private PassThroughServer before(URI registry) {
        return opened(PassThroughServer.before(registry));
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(0, each);
        return each;
    }

    /** A listener that takes each request, says these bytes, and keeps the connection open. */
    private URI says(String bytes) throws IOException {
        return listener(bytes, false);
    }

    private URI saysAndCloses(String bytes) throws IOException {
        return listener(bytes, true);
    }

    private URI listener(String bytes, boolean closes) throws IOException {
        ServerSocket socket = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket connection = opened(socket.accept());
                    readUntil(connection.getInputStream(), "\r\n\r\n");
                    connection.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
                    if (closes) {
                        connection.close();
                    }
                } catch (IOException over) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return address(socket);
    }

    private static URI address(ServerSocket socket) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private static Socket call(TestServer server) throws IOException {
        Socket caller =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort());
        caller.setSoTimeout(10_000);
        caller.getOutputStream()
                .write(("GET " + BLOB + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return caller;
    }

    private static void readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            read.append((char) next);
            if (read.toString().endsWith(end)) {
                return;
            }
        }
    }

    private static void assertError(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"");
    }
}
