package dev.backref.query;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupMetricsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestServer server = new TestServer((vertx, router) -> {
        LookupMetrics metrics = new LookupMetrics(meters, "things");
        router.get("/answered").handler(context -> {
            metrics.measure(context);
            context.response()
                    .setStatusCode(Integer.parseInt(context.queryParams().get("status")))
                    .end();
        });
        router.get("/never").handler(metrics::measure);
    });

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"200, answered", "404, unknown", "400, refused", "405, refused", "503, unavailable", "500, failed"})
    void countsALookupByWhatCameOfIt(int status, String outcome) throws Exception {
        server.get("/answered?status=" + status);
        awaitCounted(outcome);
    }

    @Test
    void countsAsAbandonedWhatNobodyWaitedFor() throws Exception {
        try (Socket caller = new Socket(server.uri("").getHost(), server.uri("").getPort())) {
            caller.getOutputStream()
                    .write("GET /never HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        awaitCounted("abandoned");
    }

    private void awaitCounted(String outcome) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() ->
                        meters.find("backref.lookups").tags("resource", "things", "outcome", outcome).timers().stream()
                                .anyMatch(timer -> timer.count() == 1));
    }
}
