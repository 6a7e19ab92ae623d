package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.launcher.server.Pace;
import dev.backref.launcher.sweep.AskedSweep;
import dev.backref.launcher.sweep.Ending;
import dev.backref.launcher.sweep.SweepProgress;
import dev.backref.launcher.sweep.SweepTarget;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

/** A sweep from the question to its end, on a registry of which one repository cannot be listed. */
class SweepIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String REGISTRY = "/api/v1/registries/local";
    private static final SampleManifest SUBJECT = SampleManifest.image("subject");
    private static final SampleManifest SBOM = SampleManifest.referrer(SUBJECT, "application/spdx+json", "sbom");

    @TempDir
    private Path data;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer registry = vertx.createHttpServer()
            .requestHandler(SweepIT::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Timeout(300)
    void tellsOfEveryRepositoryHowItsSweepEnded() throws Exception {
        try (Node standalone = start()) {
            Http http = new Http(standalone.port());
            assertThat(json(http, REGISTRY).at("/enumeration").isMissingNode()).isTrue();

            Ending whole = sweep(http, "local");
            assertThat(whole.repositories()).isEqualTo(2);
            assertThat(whole.failed()).isOne();
            assertThat(whole.some()).extracting(RepositoryKnowledge::name).containsExactly("broken");

            JsonNode known = json(http, REGISTRY);
            assertThat(known.at("/enumeration/whole").asBoolean()).isTrue();
            assertThat(known.at("/enumeration/ended").asLong()).isEqualTo(2);
            assertThat(known.at("/locations/failing").asLong()).isOne();
            JsonNode fine = json(http, REGISTRY + "/repositories/fine");
            assertThat(fine.at("/state").asText()).isEqualTo("partial");
            assertThat(fine.at("/limits/0").asText()).isEqualTo("untagged-not-listable");
            assertThat(fine.at("/swept/basis").asText()).isEqualTo("tags");
            JsonNode broken = json(http, REGISTRY + "/repositories/broken");
            assertThat(broken.at("/state").asText()).isEqualTo("unknown");
            assertThat(broken.at("/failing/reason").asText()).isNotEmpty();
            assertThat(broken.at("/swept").isMissingNode()).isTrue();
            assertThat(json(http, REGISTRY + "/repositories?n=1")
                            .at("/repositories/0/name")
                            .asText())
                    .isEqualTo("broken");
            http.awaitBody(
                    "/v2/local/fine/referrers/" + SUBJECT.digest(),
                    body -> body.contains(SBOM.digest().toString()));

            Ending one = sweep(http, "local/fine");
            assertThat(one.failed()).isZero();
            assertThat(json(http, REGISTRY + "/repositories/fine")
                            .at("/swept/at")
                            .asText())
                    .isGreaterThan(fine.at("/swept/at").asText());
        }
    }

    private static Ending sweep(Http http, String target) throws InterruptedException {
        SweepProgress progress =
                new SweepProgress(new PrintWriter(System.out, false, StandardCharsets.UTF_8), false, System::nanoTime);
        return AskedSweep.ask(http.uri("/"), SweepTarget.parse(target)).await(PATIENCE, Pace.DEFAULT, progress);
    }

    private static JsonNode json(Http http, String path) throws IOException {
        return Json.MAPPER.readTree(http.text(path));
    }

    private static void answer(HttpServerRequest request) {
        String manifests = "/v2/fine/manifests/";
        String path = request.path();
        if (path.equals("/v2/_catalog")) {
            request.response().end("{\"repositories\":[\"broken\",\"fine\"]}");
        } else if (path.equals("/v2/fine/tags/list")) {
            request.response().end("{\"name\":\"fine\",\"tags\":[\"sbom\"]}");
        } else if (path.equals("/v2/broken/tags/list")) {
            request.response()
                    .putHeader("Link", "<http://elsewhere.example/v2/broken/tags/list>; rel=\"next\"")
                    .end("{\"name\":\"broken\",\"tags\":[\"v1\"]}");
        } else if (path.equals(manifests + "sbom") || path.equals(manifests + SBOM.digest())) {
            request.response()
                    .putHeader("Content-Type", SBOM.mediaType())
                    .putHeader("Docker-Content-Digest", SBOM.digest().toString())
                    .end(HttpMethod.HEAD.equals(request.method()) ? Buffer.buffer() : Buffer.buffer(SBOM.bytes()));
        } else {
            request.response()
                    .setStatusCode(404)
                    .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                    .end();
        }
    }

    private Node start() throws InterruptedException {
        RegistrySettings local = new RegistrySettings(
                "local",
                URI.create("http://127.0.0.1:" + registry.actualPort()),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
        Node standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(local),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        return standalone;
    }
}
