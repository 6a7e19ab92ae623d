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
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.SweepSettings;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One list for OCI clients over two registries that mirror each other, beside one of which nothing is known. */
class MirrorsIT {
    private static final String SECRET = "secret";
    private static final String SBOM = "application/spdx+json";
    private static final String REPOSITORY = "team/app";
    private static final SampleManifest SUBJECT = SampleManifest.image("mirrored");
    private static final String REFERRERS = "/referrers/" + SUBJECT.digest();

    @TempDir
    private Path data;

    @Test
    @Timeout(300)
    void listsWhatAnyOfThemHasOnceAndOnlyWhileEachOfThemMayBeListed() throws Exception {
        SampleManifest shared = SampleManifest.referrer(SUBJECT, SBOM, "at both");
        SampleManifest signature = SampleManifest.referrer(SUBJECT, "text/signature", "at the mirror alone");
        SampleManifest broken = SampleManifest.referrer(SUBJECT, SBOM, "with other bytes at first");
        try (FakeRegistry first = new FakeRegistry();
                FakeRegistry mirror = new FakeRegistry();
                FakeRegistry old = new FakeRegistry();
                Node standalone = start(first, mirror, old)) {
            Http http = new Http(standalone.port());
            push(http, first, "first", SUBJECT, SUBJECT);
            push(http, first, "first", shared, shared);
            String path = "/v2/all/" + REPOSITORY + REFERRERS;
            http.awaitBody("/v2/first/" + REPOSITORY + REFERRERS, body -> body.contains(hex(shared)));
            assertThat(http.get(path).statusCode())
                    .as("nothing has been heard from the mirror")
                    .isEqualTo(404);

            push(http, mirror, "mirror", shared, shared);
            push(http, mirror, "mirror", signature, signature);
            http.awaitBody(path, body -> body.contains(hex(signature)));
            assertThat(digests(http.get(path))).containsExactlyInAnyOrder(shared.digest(), signature.digest());
            HttpResponse<byte[]> filtered = http.get(path + "?artifactType=" + SBOM);
            assertThat(filtered.headers().firstValue("OCI-Filters-Applied")).contains("artifactType");
            assertThat(digests(filtered)).containsExactly(shared.digest());
            assertThat(http.get("/v2/all/old/app" + REFERRERS).statusCode())
                    .as("a repository that can be in a registry of which nothing is known")
                    .isEqualTo(404);

            push(http, mirror, "mirror", broken, SampleManifest.image("other bytes"));
            http.awaitBody(path, body -> body.contains("mirror/team/app: "));
            assertThat(http.get(path).statusCode()).isEqualTo(503);
            assertThat(http.get("/v2/first/" + REPOSITORY + REFERRERS).statusCode())
                    .isEqualTo(200);
            push(http, mirror, "mirror", broken, broken);
            http.awaitBody(path, body -> body.contains(hex(broken)));
        }
    }

    /** As a registry that holds these bytes under the name of that manifest. */
    private static void push(
            Http http, FakeRegistry registry, String name, SampleManifest manifest, SampleManifest bytes) {
        Source source = new Source.Manifest(new Location(name, REPOSITORY), manifest.digest());
        registry.put(source, bytes);
        registry.report(http.uri("/hooks/" + name), SECRET, "push", source, Optional.of(manifest.digest()));
    }

    private static String hex(SampleManifest manifest) {
        return manifest.digest().encoded();
    }

    private static List<Digest> digests(HttpResponse<byte[]> answer) {
        return Json.read(answer.body(), JsonNode.class).findValues("digest").stream()
                .map(digest -> Digest.parse(digest.asText()))
                .toList();
    }

    private Node start(FakeRegistry first, FakeRegistry mirror, FakeRegistry old) throws InterruptedException {
        RepositoryRule all = RepositoryRule.ALL;
        RepositoryRule some = RepositoryRule.of(List.of("old/**"), List.of());
        Node standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(5)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(
                                settings("first", first, RegistryHistory.NONE, all),
                                settings("mirror", mirror, RegistryHistory.NONE, all),
                                settings("old", old, RegistryHistory.UNKNOWN, some)),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        return standalone;
    }

    private static RegistrySettings settings(
            String name, FakeRegistry registry, RegistryHistory history, RepositoryRule repositories) {
        return new RegistrySettings(
                name,
                registry.url(),
                RegistrySettings.Kind.DISTRIBUTION,
                history,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST,
                new RegistrySettings.Scope(repositories, Optional.empty()));
    }
}
