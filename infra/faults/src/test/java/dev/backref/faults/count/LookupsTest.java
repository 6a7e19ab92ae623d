package dev.backref.faults.count;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupsTest {
    private static final String MANIFESTS = "{\"manifests\":[%s]}";
    private static final Set<Edge> EDGES =
            Set.of(edge("whole"), edge("empty"), edge("standby"), edge("failed"), edge("cut"));

    private final HttpServer backref;
    private final CountDownLatch twentyRequests = new CountDownLatch(20);

    LookupsTest() throws IOException {
        backref = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backref.createContext("/v2/local/whole/", exchange -> answer(exchange, 200, "{\"digest\":\"sha256:r\"}"));
        backref.createContext("/v2/local/empty/", exchange -> answer(exchange, 200, ""));
        backref.createContext("/v2/local/standby/", exchange -> {
            exchange.getResponseHeaders().set("Backref-Served-By", "standby");
            answer(exchange, 200, "{\"digest\":\"sha256:another\"}");
        });
        backref.createContext("/v2/local/failed/", exchange -> answer(exchange, 503, ""));
        backref.createContext("/v2/local/cut/", HttpExchange::close);
        backref.start();
    }

    @AfterEach
    void stop() {
        backref.stop(0);
    }

    @Test
    void everySubjectIsAskedForAgainAndAgainAndEveryAnswerIsJudged() throws InterruptedException {
        List<Lookup> all = lookUpUntilTwenty();
        assertThat(all).hasSizeGreaterThanOrEqualTo(20);
        assertThat(about(all, "whole")).isNotEmpty().noneMatch(each -> each.failed() || each.empty() || each.partial());
        assertThat(about(all, "empty")).isNotEmpty().allMatch(each -> each.empty() && !each.failed());
        assertThat(about(all, "standby")).isNotEmpty().allMatch(each -> each.partial() && each.byStandby());
        assertThat(about(all, "failed")).isNotEmpty().allMatch(each -> each.failed() && each.status() == 503);
        assertThat(about(all, "cut")).isNotEmpty().allMatch(each -> each.failed() && each.status() == 0);
    }

    private List<Lookup> lookUpUntilTwenty() throws InterruptedException {
        try (Lookups lookups = new Lookups(new Answers(address()), EDGES)) {
            twentyRequests.await();
            return lookups.end();
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + backref.getAddress().getPort() + "/v2/local/");
    }

    private void answer(HttpExchange exchange, int status, String descriptors) throws IOException {
        byte[] body = MANIFESTS.formatted(descriptors).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        twentyRequests.countDown();
    }

    private static List<Lookup> about(List<Lookup> all, String repository) {
        return all.stream().filter(each -> each.what().contains(repository)).toList();
    }

    private static Edge edge(String repository) {
        return new Edge(repository, "sha256:s", "sha256:r");
    }
}
