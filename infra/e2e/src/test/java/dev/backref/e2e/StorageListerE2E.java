package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.sweep.Listed;
import dev.backref.ingest.sweep.Skipped;
import dev.backref.ingest.sweep.SortedLines;
import dev.backref.ingest.sweep.StorageLister;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is listed from a real registry's storage is what that registry answers for. */
class StorageListerE2E {
    private static final String ACCEPT =
            String.join(", ", "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json");

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-registry", "docker-registry-2.8.3"})
    void listsWhatTheRegistryAnswersForAndNothingElse(String program) throws Exception {
        URI nobody = URI.create("http://127.0.0.1:1/");
        try (DockerRegistry registry = DockerRegistry.start(program, folder, nobody, "secret")) {
            Artifacts artifacts = new Artifacts(new Clients(folder), registry.host());
            Digest image = artifacts.pushImage("app", "v1");
            Digest replaced = artifacts.pushImage("app", "latest");
            Digest referrer = artifacts.attach("app:v1", "application/spdx+json");
            Digest deleted = artifacts.attach("app:v1", "application/vnd.example.other");
            Digest other = artifacts.pushImage("app/team/service", "latest");
            Kit.run(folder, "crane", "tag", registry.host() + "/app:v1", "latest");
            Kit.run(folder, "crane", "delete", registry.host() + "/app@" + deleted);

            assertThat(listed(lister(registry).repositories())).containsExactlyElementsOf(catalogue(registry));
            List<ListedSource> app = entries(registry, "app");
            assertThat(digests(app)).contains(image, replaced, referrer).doesNotContain(deleted);
            assertThat(digests(entries(registry, "app/team/service"))).containsExactly(other);
            assertThat(app).contains(ListedSource.parse(":latest " + image), ListedSource.parse(":v1 " + image));
            assertThat(tags(app)).isEqualTo(tags(registry, "app"));
            for (ListedSource entry : app) {
                HttpResponse<Void> answer = head(registry, "app", entry.name().substring(1));
                Digest there =
                        entry.target().orElseGet(() -> Digest.parse(entry.name().substring(1)));
                assertThat(answer.statusCode()).as(entry.name()).isEqualTo(200);
                assertThat(answer.headers().firstValue("docker-content-digest")).contains(there.text());
            }
            assertThat(head(registry, "app", deleted.text()).statusCode()).isEqualTo(404);
        }
    }

    private StorageLister lister(DockerRegistry registry) {
        return new StorageLister(
                vertx,
                "local",
                registry.storage(),
                () -> new SortedLines.Collector(folder, 1_000),
                new Skipped(new SimpleMeterRegistry(), "local"));
    }

    private List<ListedSource> entries(DockerRegistry registry, String repository) {
        return listed(lister(registry).sources(repository)).stream()
                .map(ListedSource::parse)
                .toList();
    }

    private static List<String> listed(Future<Listed> listing) {
        if (!(listing.await() instanceof Listed.All all)) {
            throw new AssertionError("not all was listed: " + listing.result());
        }
        try (SortedLines lines = all.lines()) {
            return lines.after("", Integer.MAX_VALUE);
        }
    }

    private static Set<Digest> digests(List<ListedSource> entries) {
        return entries.stream()
                .filter(entry -> entry.target().isEmpty())
                .map(entry -> Digest.parse(entry.name().substring(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tags(List<ListedSource> entries) {
        return entries.stream()
                .filter(entry -> entry.target().isPresent())
                .map(entry -> entry.name().substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> catalogue(DockerRegistry registry) throws Exception {
        return strings(get(registry, "_catalog").path("repositories"));
    }

    private Set<String> tags(DockerRegistry registry, String repository) throws Exception {
        return new TreeSet<>(strings(get(registry, repository + "/tags/list").path("tags")));
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    private JsonNode get(DockerRegistry registry, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + registry.host() + "/v2/" + path))
                .build();
        return Json.read(
                client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body(), JsonNode.class);
    }

    private HttpResponse<Void> head(DockerRegistry registry, String repository, String reference)
            throws IOException, InterruptedException {
        URI manifest = URI.create("http://" + registry.host() + "/v2/" + repository + "/manifests/" + reference);
        HttpRequest request = HttpRequest.newBuilder(manifest)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Accept", ACCEPT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding());
    }
}
