package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose webhooks are lost, and a caller who asks again. */
class RefreshIT {
    private static final String SECRET = "secret";
    private static final Location AT = new Location("local", "app");
    private static final String THERE = "?registry=local&repository=app";
    private static final SampleManifest SUBJECT = SampleManifest.image("subject");
    private static final SampleManifest SBOM = SampleManifest.referrer(SUBJECT, "application/spdx+json", "sbom");
    private static final String PATH = "/api/v1/subjects/" + SUBJECT.digest();

    private final FakeRegistry registry = new FakeRegistry();
    private Node standalone;
    private Http http;

    @BeforeEach
    void start(@TempDir Path data) throws InterruptedException {
        RegistrySettings local = new RegistrySettings(
                AT.registry(),
                registry.url(),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
        standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(local),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        http = new Http(standalone.port());
    }

    @AfterEach
    void close() {
        standalone.close();
        registry.close();
    }

    @Test
    @Timeout(180)
    void bringsWhatNoWebhookTold() {
        assertThat(http.post(PATH + "/refresh", SECRET, "").statusCode())
                .as("nobody knows where")
                .isEqualTo(404);
        assertThat(refresh(THERE)).isEqualTo("caught-up");
        assertThat(json(http.get(PATH)).at("/referrers")).isEmpty();

        registry.put(manifest(SUBJECT), SUBJECT);
        attach(SBOM);
        assertThat(refresh(THERE)).isEqualTo("caught-up");
        assertThat(referrers(http.get(PATH))).containsExactly(SBOM.digest().toString());
        assertThat(refresh("")).as("nothing new").isEqualTo("caught-up");

        registry.isRouted(false);
        JsonNode lost = json(http.post(PATH + "/refresh", SECRET, ""));
        assertThat(lost.at("/outcome").asText()).isEqualTo("failed");
        assertThat(lost.at("/locations/0/reason").asText()).isEqualTo("unproven-404");
        assertThat(referrers(http.get(PATH)))
                .as("404 by an ingress says nothing of what is there")
                .containsExactly(SBOM.digest().toString());
        registry.isRouted(true);
        assertThat(refresh("")).isEqualTo("caught-up");
        assertThat(referrers(http.get(PATH)))
                .as("as before")
                .containsExactly(SBOM.digest().toString());

        registry.remove(manifest(SBOM));
        HttpResponse<byte[]> behind = http.get(PATH + "?refresh=30");
        assertThat(json(behind).at("/refresh/outcome").asText()).isEqualTo("caught-up");
        assertThat(referrers(behind)).isEmpty();
        asksOnceForMany();

        registry.close();
        JsonNode failed = json(http.post(PATH + "/refresh", SECRET, ""));
        assertThat(failed.at("/outcome").asText()).isEqualTo("failed");
        assertThat(failed.at("/locations/0/repository").asText()).isEqualTo("app");
        assertThat(failed.at("/locations/0/reason").asText()).isEqualTo("unreachable");
        JsonNode known = json(http.get("/api/v1/registries/local/repositories/app"));
        assertThat(known.path("name").asText()).isEqualTo("app");
        assertThat(known.path("unresolved").isMissingNode())
                .as("what was known still is")
                .isTrue();
    }

    private void asksOnceForMany() {
        Source tag = new Source.Tag(AT, SUBJECT.referrersTag());
        long before = registry.asked(tag);
        List<CompletableFuture<String>> answers = IntStream.range(0, 20)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> refresh("")))
                .toList();
        assertThat(answers).extracting(CompletableFuture::join).containsOnly("caught-up");
        assertThat(registry.asked(tag) - before).isBetween(1L, 10L);
    }

    private void attach(SampleManifest referrer) {
        SampleManifest list = SampleManifest.index(referrer);
        registry.put(manifest(referrer), referrer);
        registry.put(manifest(list), list);
        registry.put(new Source.Tag(AT, SUBJECT.referrersTag()), list);
    }

    private String refresh(String parameters) {
        HttpResponse<byte[]> answer = http.post(PATH + "/refresh" + parameters, SECRET, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer).at("/outcome").asText();
    }

    private static Source.Manifest manifest(SampleManifest of) {
        Digest digest = of.digest();
        return new Source.Manifest(AT, digest);
    }

    private static List<String> referrers(HttpResponse<byte[]> answer) {
        return json(answer).findParents("verification").stream()
                .map(entry -> entry.path("digest").asText())
                .toList();
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.read(answer.body(), JsonNode.class);
    }
}
