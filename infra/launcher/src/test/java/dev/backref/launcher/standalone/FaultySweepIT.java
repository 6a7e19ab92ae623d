package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RepositoryFilter;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.launcher.sweep.AskedSweep;
import dev.backref.launcher.sweep.SweepTarget;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Registries that each do something wrong with a listing, swept beside a healthy one that goes on notifying. */
class FaultySweepIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PUSHES = 30;
    private static final SampleManifest SUBJECT = SampleManifest.image("subject");
    private static final SampleManifest SBOM = SampleManifest.referrer(SUBJECT, "application/spdx+json", "sbom");
    private static final String TAGS = "/tags/list";
    private static final String UNLISTED = "unlisted";
    private static final SweepSettings NAMED =
            new SweepSettings(Optional.empty(), RepositoryFilter.of(List.of("app")), Optional.empty());

    @TempDir
    private Path data;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, URI> faulty = new LinkedHashMap<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Timeout(300)
    void saysOfEachFaultyRegistryWhatIsWrongAndSlowsNoOther() throws Exception {
        serve("throttled", request -> refuse(request, 429));
        serve("down", request -> refuse(request, 503));
        serve("half", FaultySweepIT::breakOff);
        serve("endless", request -> lead(request, "?last=" + System.nanoTime()));
        serve("elsewhere", request -> lead(request, "http://elsewhere.example/v2/app/tags/list"));
        serve("hanging", request -> {});
        serve("unrouted", FaultySweepIT::loseTheWay);
        serve("wrong", request -> request.response().end("{\"name\":\"app\",\"tags\":[\"sbom\"]}"));
        serve(UNLISTED, request -> request.response().end("{\"name\":\"app\",\"tags\":[]}"));
        try (FakeRegistry healthy = new FakeRegistry();
                Node standalone = start(healthy.url())) {
            Http http = new Http(standalone.port());
            List<Source> before = push(healthy, http, "before");
            for (String registry : faulty.keySet()) {
                AskedSweep.ask(http.uri("/"), SweepTarget.parse(registry));
            }
            await().atMost(PATIENCE).until(() -> isBeingSwept(http, "hanging"));
            List<Source> meanwhile = push(healthy, http, "meanwhile");

            assertThat(asked(healthy, meanwhile))
                    .as("as many requests as when nothing else went on")
                    .isEqualTo(asked(healthy, before));
            assertFails(http, "throttled", "throttled");
            assertFails(http, "down", "server-error");
            assertFails(http, "half", "unreachable");
            assertFails(http, "endless", "bad-answer");
            assertFails(http, "elsewhere", "bad-answer");
            assertFails(http, "unrouted", "unproven-404");
            awaitSwept(http, "wrong");
            assertSweptWithoutCatalogue(http);
            assertThat(isBeingSwept(http, "hanging")).isTrue();
            assertThat(push(healthy, http, "after")).hasSize(PUSHES);
        }
    }

    /** The reason is in the answer, and in a counter; and the OCI endpoint says that it does not know. */
    private static void assertFails(Http http, String registry, String reason) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode repository = json(http, "/api/v1/registries/" + registry + "/repositories/app");
            assertThat(repository.at("/state").asText()).as(registry).isEqualTo("unknown");
            assertThat(repository.at("/failing/reason").asText()).as(registry).isEqualTo(reason);
        });
        assertThat(metric(http, "backref_sweep_listings_total{outcome=\"" + reason + "\",registry=\"" + registry))
                .as(registry)
                .isPositive();
        assertThat(http.get("/v2/" + registry + "/app/referrers/" + SUBJECT.digest())
                        .statusCode())
                .as(registry)
                .isEqualTo(404);
    }

    /** What the tag leads to are other bytes: the sweep ends, and the answer says that something is missing. */
    private static void awaitSwept(Http http, String registry) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric(http, "backref_dead_letters_total{reason=\"digest-mismatch"))
                        .isPositive());
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode repository = json(http, "/api/v1/registries/" + registry + "/repositories/app");
            assertThat(repository.toString()).contains("digest-mismatch");
        });
    }

    /** A catalogue that fails keeps nothing from being swept that is named in the configuration. */
    private static void assertSweptWithoutCatalogue(Http http) throws IOException {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json(http, "/api/v1/registries/unlisted/repositories/app")
                                .at("/swept/basis")
                                .asText())
                        .isEqualTo("tags"));
        JsonNode registry = json(http, "/api/v1/registries/unlisted");
        assertThat(registry.at("/unlisted/reason").asText()).isEqualTo("server-error");
        assertThat(registry.has("enumeration")).isFalse();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(metric(http, "backref_sweep_unlisted_timestamp_seconds{registry=\"unlisted\""))
                                .isPositive());
    }

    private static boolean isBeingSwept(Http http, String registry) throws IOException {
        return metric(http, "backref_sweep_listings_total{outcome=\"whole\",registry=\"" + registry) > 0
                && json(http, "/api/v1/registries/" + registry + "/repositories/app")
                        .at("/swept")
                        .isMissingNode();
    }

    /** Pushes, and waits for each in the answers. */
    private static List<Source> push(FakeRegistry healthy, Http http, String name) {
        List<Source> pushed = new ArrayList<>();
        for (int number = 0; number < PUSHES; number++) {
            SampleManifest subject = SampleManifest.image(name + number);
            SampleManifest referrer = SampleManifest.referrer(subject, "application/spdx+json", "sbom" + name + number);
            Source source = new Source.Manifest(new Location("healthy", "app"), referrer.digest());
            // Of what hangs on nothing more is asked, some time later.
            healthy.put(new Source.Manifest(source.location(), subject.digest()), subject);
            healthy.put(source, referrer);
            healthy.report(http.uri("/hooks/healthy"), "secret", "push", source, Optional.of(referrer.digest()));
            http.awaitBody(
                    "/v2/healthy/app/referrers/" + subject.digest(),
                    body -> body.contains(referrer.digest().toString()));
            pushed.add(source);
        }
        return pushed;
    }

    private static List<Long> asked(FakeRegistry healthy, List<Source> sources) {
        return sources.stream().map(healthy::asked).toList();
    }

    private static double metric(Http http, String series) {
        return http.text("/metrics")
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static JsonNode json(Http http, String path) throws IOException {
        return Json.MAPPER.readTree(http.text(path));
    }

    /** A registry with one repository, whose tags are had from the handler. */
    private void serve(String name, Handler<HttpServerRequest> tags) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.path().equals("/v2/_catalog") && name.equals(UNLISTED)) {
                        refuse(request, 503);
                    } else if (request.path().equals("/v2/_catalog")) {
                        request.response().end("{\"repositories\":[\"app\"]}");
                    } else if (request.path().endsWith(TAGS)) {
                        tags.handle(request);
                    } else if (request.path().contains("/manifests/")) {
                        manifest(request);
                    } else {
                        refuse(request, 404);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        faulty.put(name, URI.create("http://127.0.0.1:" + server.actualPort()));
    }

    private static void manifest(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", SBOM.mediaType())
                .putHeader("Docker-Content-Digest", SBOM.digest().toString())
                .end(HttpMethod.HEAD.equals(request.method()) ? Buffer.buffer() : Buffer.buffer(SUBJECT.bytes()));
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                .end();
    }

    /** As an ingress that has no route to the registry any more. */
    private static void loseTheWay(HttpServerRequest request) {
        request.response().setStatusCode(404).end("default backend - 404");
    }

    private static void lead(HttpServerRequest request, String next) {
        request.response()
                .putHeader("Link", "<" + next + ">; rel=\"next\"")
                .end("{\"name\":\"app\",\"tags\":[\"v1\"]}");
    }

    private static void breakOff(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Length", "1000")
                .write("{\"name\":\"app\",\"tags\":[\"v1\",")
                .onComplete(written -> request.connection().close());
    }

    private Node start(URI healthy) throws InterruptedException {
        List<RegistrySettings> registries = new ArrayList<>();
        registries.add(registry("healthy", healthy, RegistryHistory.NONE));
        faulty.forEach((name, url) -> registries.add(registry(name, url, RegistryHistory.UNKNOWN)));
        Node standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        registries,
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        return standalone;
    }

    private static RegistrySettings registry(String name, URI url, RegistryHistory history) {
        return new RegistrySettings(
                name,
                url,
                RegistrySettings.Kind.DISTRIBUTION,
                history,
                Optional.of(new RegistrySettings.Webhook(() -> "secret")),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                name.equals(UNLISTED) ? NAMED : SweepSettings.ON_REQUEST);
    }
}
