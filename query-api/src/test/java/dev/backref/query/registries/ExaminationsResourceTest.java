package dev.backref.query.registries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.Request;
import dev.backref.query.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExaminationsResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.000001Z");
    private static final String EXAMINATIONS = "/api/v1/registries/local/examinations";

    private final List<Request> written = new CopyOnWriteArrayList<>();
    private volatile CompletionStage<Void> acknowledged = CompletableFuture.completedStage(null);
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestServer server = new TestServer((vertx, router) -> new ExaminationsResource(
                    Set.of("local"), this::append, Duration.ofSeconds(2), Clock.fixed(NOW, ZoneOffset.UTC))
            .mount(router));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void asksForAnExaminationAndSaysAsWhich() throws Exception {
        HttpResponse<String> answer = post(EXAMINATIONS);
        assertThat(answer.statusCode()).isEqualTo(202);
        Request request = written.get(0);
        assertThat(request).isEqualTo(new ExaminationRequest("local", request.id(), NOW));
        assertThat(Request.read(answer.body().getBytes(StandardCharsets.UTF_8))).isEqualTo(request);
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertThat(post("/api/v1/registries/nowhere/examinations").statusCode()).isEqualTo(404);
        assertThat(post(EXAMINATIONS + "?deep=true").statusCode()).isEqualTo(400);
        HttpResponse<String> get = server.get(EXAMINATIONS);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
        assertThat(written).isEmpty();
    }

    @Test
    void saysThatTheBrokerDoesNotAcknowledge() throws Exception {
        acknowledged = CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> failed = post(EXAMINATIONS);
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("retry-after")).contains("2");
        assertThat(failed.body()).doesNotContain("secret detail");
    }

    private CompletionStage<Void> append(Request request) {
        written.add(request);
        return acknowledged;
    }

    private HttpResponse<String> post(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.uri(path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
