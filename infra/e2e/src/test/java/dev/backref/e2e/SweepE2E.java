package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that were filled before Backref knew them, and whose webhooks arrive nowhere. */
@SuppressWarnings("NullAway.Init") // Each test starts what it needs.
class SweepE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/hooks/local");
    private static final String SBOM = "application/spdx+json";
    private static final String REVIEW = "application/vnd.example.review";

    private final Deque<Runnable> running = new ArrayDeque<>();

    @TempDir
    private Path folder;

    private int port;

    @BeforeEach
    void choosePort() {
        port = Daemon.freePort();
    }

    @AfterEach
    void stop() {
        while (!running.isEmpty()) {
            running.pop().run();
        }
    }

    @Test
    void whatTheTagsOfAnOldRegistryReachIsFoundAndTheRestNamed() throws Exception {
        DockerRegistry registry = registry();
        Artifacts artifacts = new Artifacts(new Clients(folder), registry.host());
        for (String repository : List.of("app", "team/service")) {
            Digest image = artifacts.pushImage(repository, "v0");
            Digest sbom = artifacts.attach(repository + "@" + image, SBOM);
            artifacts.attach(repository + "@" + sbom, REVIEW);
        }
        Digest hidden = attachWithoutTag(registry, "app", "app:v0");
        BackrefProcess backref = backref("http://" + registry.host());

        assertFinds(backref, registry, "app", Set.of(hidden));
        assertFinds(backref, registry, "team/service", Set.of());
        JsonNode completeness = completeness(backref);
        assertThat(completeness.path("state").textValue()).isEqualTo("partial");
        assertThat(completeness.at("/registries/0/basis").textValue()).isEqualTo("tags");
        assertThat(completeness.at("/registries/0/limits/0").textValue()).isEqualTo("untagged-not-listable");
        assertThat(completeness.at("/registries/0/locations").intValue()).isEqualTo(2);
        assertThat(backref.get("/v2/local/never/pushed/referrers/" + hidden).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatNoTagReachesIsFoundInAStorageThatCanBeRead() throws Exception {
        DockerRegistry registry = registry();
        Artifacts artifacts = new Artifacts(new Clients(folder), registry.host());
        artifacts.attach("app@" + artifacts.pushImage("app", "v0"), SBOM);
        attachWithoutTag(registry, "app", "app:v0");
        BackrefProcess backref = backref("http://" + registry.host(), "storage: \"" + registry.storage() + "\"");

        assertFinds(backref, registry, "app", Set.of());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(completeness(backref).path("state").textValue())
                                .isEqualTo("complete"));
        assertThat(completeness(backref).at("/registries/0/basis").textValue()).isEqualTo("digests");
    }

    @Test
    void whatHappenedWhileNobodyListenedIsFoundByASweepThatIsAskedFor() throws Exception {
        DockerRegistry registry = registry();
        Artifacts artifacts = new Artifacts(new Clients(folder), registry.host());
        Digest image = artifacts.pushImage("app", "v0");
        Digest review = artifacts.attach("app@" + image, REVIEW);
        BackrefProcess backref = backref("http://" + registry.host());
        assertFinds(backref, registry, "app", Set.of());
        assertThat(backref.daemon().stop()).isZero();

        artifacts.attach("app@" + image, SBOM);
        Kit.run(folder, "crane", "delete", registry.host() + "/app@" + review);
        artifacts.attach("other@" + artifacts.pushImage("other", "v0"), SBOM);
        backref.restart();
        assertThat(backref.run("sweep", "local")).startsWith("swept 2 of 2 repositories of local");
        for (String repository : List.of("app", "other")) {
            assertFinds(backref, registry, repository, Set.of());
        }
        assertThat(backref.referrers("app", image)).hasSize(1).doesNotContain(review);
        await().atMost(PATIENCE.plusMinutes(1)) // A webhook could be on its way for one.
                .untilAsserted(() -> assertThat(backref.metric("backref_sweep_drift_total{registry=\"local\"}"))
                        .isPositive());
    }

    @Test
    void whatIsInARepositoryWithoutAnyTagStaysKnown() throws Exception {
        DockerRegistry registry = registry(URI.create("http://127.0.0.1:" + port + "/hooks/local"));
        Digest image = new Artifacts(new Clients(folder), registry.host()).pushImage("app", "v0");
        BackrefProcess backref = backref("http://" + registry.host());
        Kit.run(
                folder,
                "skopeo",
                "--insecure-policy",
                "copy",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "docker://" + registry.host() + "/app@" + image,
                "docker://" + registry.host() + "/untagged@" + image);
        Digest review = attachWithoutTag(registry, "untagged", "untagged@" + image);
        assertFinds(backref, registry, "untagged", Set.of());

        assertThat(backref.run("sweep", "local")).startsWith("swept 2 of 2 repositories of local");
        assertThat(backref.referrers("untagged", image)).containsExactly(review);
    }

    private DockerRegistry registry() throws IOException {
        return registry(NOWHERE);
    }

    private DockerRegistry registry(URI hook) throws IOException {
        DockerRegistry registry = DockerRegistry.start("docker-registry", folder, hook, BackrefProcess.SECRET);
        running.push(registry::close);
        return registry;
    }

    private BackrefProcess backref(String url, String... keys) throws IOException {
        BackrefProcess backref =
                BackrefProcess.start(folder, port, List.of(BackrefProcess.registry("local", url, keys)));
        running.push(backref::close);
        return backref;
    }

    /** Attaches as clients do that take the registry for one with the referrers API. */
    private Digest attachWithoutTag(DockerRegistry registry, String repository, String reference) throws IOException {
        return registry.attachedBy(
                repository,
                () -> Kit.run(
                        folder,
                        "oras",
                        "attach",
                        "--plain-http",
                        "--distribution-spec",
                        "v1.1-referrers-api",
                        "--artifact-type",
                        REVIEW,
                        registry.host() + "/" + reference,
                        "--annotation",
                        "hidden=yes"));
    }

    /** Every subject of a repository has what the registry's storage has of it, but for these. */
    private static void assertFinds(
            BackrefProcess backref, DockerRegistry registry, String repository, Set<Digest> hidden) throws IOException {
        Map<Digest, Set<Digest>> held = registry.referrers(repository);
        assertThat(held).isNotEmpty();
        held.values().forEach(referrers -> referrers.removeAll(hidden));
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (Map.Entry<Digest, Set<Digest>> subject : held.entrySet()) {
                assertThat(backref.referrers(repository, subject.getKey())).isEqualTo(subject.getValue());
            }
        });
    }

    private static JsonNode completeness(BackrefProcess backref) throws Exception {
        Digest any = Digest.sha256(new byte[0]);
        return Json.MAPPER
                .readTree(backref.get("/api/v1/subjects/" + any).body())
                .path("completeness");
    }
}
