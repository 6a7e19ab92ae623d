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
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
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
