package dev.backref.faults.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossyHookTest {
    private static final int ACCEPTED = 202;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final HttpServer backref;
    private final LossyHook hook;

    LossyHookTest() throws IOException {
        backref = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backref.createContext("/hooks/local", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                taken.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
                exchange.sendResponseHeaders(ACCEPTED, -1);
            }
        });
        backref.start();
        URI url = URI.create("http://127.0.0.1:" + backref.getAddress().getPort() + "/hooks/local");
        hook = LossyHook.start(url, new Ports().next(), 1);
    }

    @AfterEach
    void stop() {
        hook.close();
        backref.stop(0);
    }

    @Test
    void losesATenthAndOnlyWhenItShall() throws Exception {
        assertThat(deliver("before", 20)).containsOnly(ACCEPTED);
        assertThat(taken).hasSize(20).containsOnly("Bearer s before");
        hook.lose(true);
        assertThat(deliver("meanwhile", 200)).contains(200, ACCEPTED);
        assertThat(hook.deliveries()).isEqualTo(200);
        assertThat(hook.lost()).isBetween(10L, 30L);
        assertThat(taken).hasSize(220 - (int) hook.lost());
        hook.lose(false);
        assertThat(deliver("after", 20)).containsOnly(ACCEPTED);
        assertThat(hook.deliveries()).isEqualTo(200);
    }

    @Test
    void saysThatNobodyTakesWhatNobodyTakes() throws Exception {
        backref.stop(0);
        assertThat(deliver("lost", 1)).containsExactly(503);
    }

    private List<Integer> deliver(String body, int times) throws Exception {
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        for (int time = 0; time < times; time++) {
            HttpRequest request = HttpRequest.newBuilder(hook.url())
                    .header("Authorization", "Bearer s")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            statuses.add(
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        return statuses;
    }
}
