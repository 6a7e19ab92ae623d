package dev.backref.faults.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyProxyTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer registry;
    private final FaultyProxy proxy;

    FaultyProxyTest() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:d");
                exchange.sendResponseHeaders(200, 4);
                exchange.getResponseBody().write("body".getBytes(StandardCharsets.UTF_8));
            }
        });
        registry.start();
        URI url = URI.create("http://127.0.0.1:" + registry.getAddress().getPort());
        proxy = FaultyProxy.start(url, new Ports().next(), 1);
    }

    @AfterEach
    void stop() {
        proxy.close();
        registry.stop(0);
    }

    @Test
    void passesOnWhatTheRegistryAnswersAndCountsIt() throws Exception {
        HttpResponse<String> answer = http.send(request(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("body");
        assertThat(answer.headers().firstValue("Docker-Content-Digest")).contains("sha256:d");
        assertThat(proxy.requests()).isEqualTo(1);
    }

    @Test
    void throttlesMostRequestsButNotAllAndOnlyWhenItShall() throws Exception {
        proxy.throttle(true);
        assertThat(statuses(60)).contains(200, 429, 503);
        proxy.throttle(false);
        assertThat(statuses(20)).containsOnly(200);
        assertThat(proxy.tooMany()).isPositive();
        assertThat(proxy.unavailable()).isGreaterThan(proxy.tooMany());
    }

    @Test
    void refusesConnectionsUntilItServesAgain() throws Exception {
        proxy.refuse();
        assertThatThrownBy(() -> statuses(1)).isInstanceOf(ConnectException.class);
        proxy.serveAgain();
        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void doesNotAnswerUntilItAnswersAgain() {
        proxy.hang();
        CompletableFuture<Integer> status = http.sendAsync(request(), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
        await().until(() -> proxy.requests() == 1);
        assertThat(status).isNotDone();
        proxy.answerAgain();
        assertThat(status).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(200);
    }

    private List<Integer> statuses(int requests) throws IOException, InterruptedException {
        List<Integer> statuses = new ArrayList<>();
        for (int request = 0; request < requests; request++) {
            statuses.add(
                    http.send(request(), HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        return statuses;
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(proxy.url().resolve("/v2/")).build();
    }
}
