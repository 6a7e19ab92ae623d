package dev.backref.query.registries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Request;
import dev.backref.ingest.contract.SweepRequest;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepsResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.000001Z");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SWEEPS = "/api/v1/registries/local/sweeps";

    private final List<SweepRequest> written = new CopyOnWriteArrayList<>();
    private volatile CompletionStage<Void> acknowledged = CompletableFuture.completedStage(null);
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestServer server = new TestServer((vertx, router) -> new SweepsResource(
                    Set.of("local"), this::append, PATIENCE, Clock.fixed(NOW, ZoneOffset.UTC))
            .mount(router));

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void asksForASweepOfTheRegistry(String body) throws Exception {
        HttpResponse<String> answer = post(SWEEPS, body);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        SweepRequest request = written.get(0);
        assertThat(request).isEqualTo(new SweepRequest("local", Optional.empty(), request.id(), NOW));
        assertThat(Request.read(answer.body().getBytes(StandardCharsets.UTF_8))).isEqualTo(request);
    }

    @Test
    void asksForASweepOfOneRepository() throws Exception {
        HttpResponse<String> answer = post(SWEEPS, "{\"repository\": \"team/app\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(Json.MAPPER.readTree(answer.body()).get("repository").asText())
                .isEqualTo("team/app");
        assertThat(written).extracting(SweepRequest::repository).containsExactly(Optional.of("team/app"));
    }

    @Test
    void givesEveryRequestAnIdOfItsOwn() throws Exception {
        post(SWEEPS, "");
        post(SWEEPS, "");
        assertThat(written).extracting(SweepRequest::id).doesNotHaveDuplicates().hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"repository\": \"UP\"}         | repository | UP",
                "{\"repository\": \"local:5000/a\"} | repository | local:5000/a",
                "{\"repository\": 5}              | repository | 5",
                "{\"repository\": null}           | repository | null",
                "{\"repo\": \"app\"}              | repo       | \\\"app\\\"",
                "[]                               | body       | []",
                "{                                | body       | {",
            })
    void namesWhatIsWrongAndNeverSweepsMoreThanWasMeant(String body, String field, String value) throws Exception {
        HttpResponse<String> answer = post(SWEEPS, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"");
        assertThat(written).isEmpty();
    }

    @Test
    void refusesParametersAndLargeBodiesAndOtherMethods() throws Exception {
        assertThat(post(SWEEPS + "?repository=app", "").statusCode()).isEqualTo(400);
        HttpResponse<String> large = post(SWEEPS, " ".repeat(5_000));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("\"code\":\"TOO_LARGE\"");
        HttpResponse<String> get = server.get(SWEEPS);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
        assertThat(written).isEmpty();
    }

    @Test
    void knowsNoRegistryThatIsNotConfigured() throws Exception {
        HttpResponse<String> answer = post("/api/v1/registries/nowhere/sweeps", "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"NOT_FOUND\"", "\"value\":\"nowhere\"");
        assertThat(written).isEmpty();
    }

    @Test
    void saysThatTheBrokerDoesNotAcknowledge() throws Exception {
        acknowledged = CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> failed = post(SWEEPS, "");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("retry-after")).contains("2");
        assertThat(failed.body()).doesNotContain("secret detail");

        acknowledged = new CompletableFuture<>();
        assertThat(post(SWEEPS, "").statusCode()).as("never acknowledged").isEqualTo(503);
    }

    private CompletionStage<Void> append(Request request) {
        written.add((SweepRequest) request);
        return acknowledged;
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
