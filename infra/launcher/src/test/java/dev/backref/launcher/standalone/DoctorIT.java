package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.launcher.FreePort;
import dev.backref.launcher.demo.DemoPush;
import dev.backref.launcher.demo.DemoRegistry;
import dev.backref.launcher.doctor.AskedExamination;
import dev.backref.launcher.doctor.Diagnosis;
import dev.backref.launcher.server.Pace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Examinations from the question to what is served, of a registry that is down, then is well, and of one that refuses. */
class DoctorIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECRET = "hook-secret";

    @TempDir
    private Path data;

    private final Vertx vertx = Vertx.vertx();
    private final int refusing = join(vertx.createHttpServer()
                    .requestHandler(request -> request.response()
                            .setStatusCode(401)
                            .putHeader("WWW-Authenticate", "Basic realm=\"r\"")
                            .end())
                    .listen(0, "127.0.0.1"))
            .actualPort();

    @AfterEach
    void close() {
        join(vertx.close());
    }

    @Test
    @Timeout(300)
    void tellsHowRegistriesAreAndWhetherTheirWebhooksCome() throws Exception {
        URI demo = URI.create("http://127.0.0.1:" + FreePort.next());
        try (Node standalone = start(demo, RegistrySettings.Webhook.DEFAULT_SILENCE)) {
            Http http = new Http(standalone.port());
            assertThat(json(http, "demo").has("examination")).isFalse();
            Diagnosis down = doctor(http, "demo");
            assertThat(down.wrong()).containsExactly("reachable");
            assertThat(down.lines()).anyMatch(line -> line.contains("unreachable"));
            assertThat(doctor(http, "refusing").wrong()).containsExactly("credentials");
            assertThat(json(http, "demo").at("/webhook/last").isMissingNode()).isTrue();

            DemoRegistry registry = join(DemoRegistry.start(
                    vertx,
                    new DemoRegistry.Settings(
                            data.resolve("registry"), demo.getPort(), http.uri("/hooks/demo"), SECRET)));
            DemoPush push = new DemoPush(vertx, demo);
            join(push.image("shop/checkout", "latest"));
            join(push.image("shop/checkout", "next"));
            http.awaitBody("/api/v1/registries/demo", body -> body.contains("\"last\""));
            Diagnosis well = doctor(http, "demo");
            assertThat(well.wrong()).as(() -> String.join("\n", well.lines())).isEmpty();
            JsonNode findings = json(http, "demo").at("/examination/findings");
            assertThat(findings).hasSizeGreaterThan(10);
            findings.forEach(each -> {
                if (Set.of("tag-paging", "digest", "catalogue")
                        .contains(each.at("/check").asText())) {
                    assertThat(each.at("/status").asText()).isEqualTo("ok");
                }
            });
            assertThat(http.text("/metrics"))
                    .containsPattern("backref_webhook_last_timestamp_seconds\\{registry=\"demo\"} \\d")
                    .contains("backref_webhook_last_timestamp_seconds{registry=\"refusing\"} NaN")
                    .contains("backref_sweep_refused_names_total{registry=\"demo\"} 0.0");
            assertThat(http.text("/health/ready")).contains("no registry is silent");
            join(push.close());
            join(registry.close());
        }
    }

    @Test
    @Timeout(300)
    void saysThatARegistryIsSilentAndIsReadyAllTheSame() throws Exception {
        URI demo = URI.create("http://127.0.0.1:" + FreePort.next());
        try (Node standalone = start(demo, Optional.of(Duration.ofSeconds(1)))) {
            Http http = new Http(standalone.port());
            http.awaitBody("/health/ready", body -> body.contains("none of demo for"));
            assertThat(http.text("/health/ready")).contains("\"status\":\"ready\"");
            http.awaitBody("/api/v1/registries/demo", body -> body.contains("\"silent\":true"));
            assertThat(doctor(http, "demo").wrong()).containsExactly("reachable", "webhook");
        }
    }

    private static Diagnosis doctor(Http http, String registry) throws InterruptedException {
        return Diagnosis.of(AskedExamination.ask(http.uri("/"), registry)
                .await(PATIENCE, Pace.DEFAULT, () -> {})
                .knowledge());
    }

    private static JsonNode json(Http http, String registry) throws Exception {
        return Json.MAPPER.readTree(http.text("/api/v1/registries/" + registry));
    }

    private Node start(URI demo, Optional<Duration> silence) throws InterruptedException {
        Account wrong = new Account.Named("backref", () -> "wrong");
        URI other = URI.create("http://127.0.0.1:" + refusing);
        Node standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(
                                registry(
                                        "demo",
                                        demo,
                                        Optional.of(new RegistrySettings.Webhook(() -> SECRET, silence)),
                                        Optional.empty()),
                                registry("refusing", other, Optional.empty(), Optional.of(wrong))),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        return standalone;
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static RegistrySettings registry(
            String name, URI url, Optional<RegistrySettings.Webhook> webhook, Optional<Account> account) {
        return new RegistrySettings(
                name,
                url,
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                webhook,
                new RegistrySettings.Access(account, RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
