package dev.backref.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.query.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private final AtomicBoolean ready = new AtomicBoolean();
    private final TestServer server = new TestServer((vertx, router) -> {
        new HealthResource(List.of(new Restore())).mount(router);
        new MetricsResource(() -> "a_total 1.0\n").mount(router);
    });

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void isAliveWhateverItWaitsFor() throws Exception {
        HttpResponse<String> live = server.get("/health/live");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.headers().firstValue("content-type")).contains("application/json");
        assertThat(live.body()).isEqualTo("{\"status\":\"live\",\"checks\":[]}");
    }

    @Test
    void saysWhatItWaitsForUntilItIsReady() throws Exception {
        HttpResponse<String> waiting = server.get("/health/ready");
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(waiting.body())
                .isEqualTo(
                        "{\"status\":\"waiting\",\"checks\":[{\"name\":\"restore\",\"ready\":false,\"detail\":\"5 of 9\"}]}");
        ready.set(true);
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void servesMetricsInPrometheusTextFormat() throws Exception {
        HttpResponse<String> metrics = server.get("/metrics");
        assertThat(metrics.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body()).isEqualTo("a_total 1.0\n");
    }

    @Test
    void isOnlyRead() throws Exception {
        for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
            HttpResponse<String> write = server.send("POST", path);
            assertThat(write.statusCode()).as(path).isEqualTo(405);
            assertThat(write.headers().firstValue("allow")).contains("GET, HEAD");
        }
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        ready.set(true);
        for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
            HttpResponse<String> get = server.get(path);
            HttpResponse<String> head = server.send("HEAD", path);
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.headers().allValues("content-type"))
                    .isEqualTo(get.headers().allValues("content-type"));
            assertThat(head.headers().firstValueAsLong("content-length"))
                    .hasValue(get.body().length());
            assertThat(server.raw("HEAD " + path)).as(path).endsWith("\r\n\r\n");
        }
        ready.set(false);
        assertThat(server.send("HEAD", "/health/ready").statusCode()).isEqualTo(503);
    }

    private final class Restore implements ReadinessCheck {
        @Override
        public String name() {
            return "restore";
        }

        @Override
        public Status check() {
            return new Status(ready.get(), "5 of 9");
        }
    }
}
