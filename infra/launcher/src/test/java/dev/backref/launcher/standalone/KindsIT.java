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
import dev.backref.ingest.receive.ConfiguredHook;
import dev.backref.ingest.receive.ShownProof;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.SweepSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kind's push, from the body that its registry sends, with the proof that it shows, to the edge in the index. */
@Timeout(120)
class KindsIT {
    private static final String SECRET = "secret";
    private static final String TYPE = "application/vnd.example.sbom";
    private static final SampleManifest SUBJECT = SampleManifest.image("of all kinds");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void leadsFromTheBodyOfEachKindToItsEdge() throws Exception {
        List<KindPush> pushes = KindPush.all();
        assertThat(pushes).extracting(KindPush::kind).containsExactlyInAnyOrder(Kind.values());
        try (FakeRegistry registry = new FakeRegistry()) {
            List<RegistrySettings> registries = Stream.of(Kind.values())
                    .map(kind -> settings(kind, registry.url()))
                    .toList();
            try (Node node = start(registries)) {
                assertThat(node.awaitReady(() -> false)).isTrue();
                Http http = new Http(node.port());
                Set<String> expected = new TreeSet<>();
                for (KindPush push : pushes) {
                    SampleManifest referrer =
                            SampleManifest.referrer(SUBJECT, TYPE, push.kind().word());
                    Location at = new Location(push.kind().word(), push.repository());
                    registry.put(new Source.Manifest(at, referrer.digest()), referrer);
                    push.tag().ifPresent(tag -> registry.put(new Source.Tag(at, tag), referrer));
                    assertThat(send(push, referrer.digest(), registries, http))
                            .as(push.file())
                            .isEqualTo(202);
                    expected.add(at + " " + referrer.digest());
                }

                String path = "/api/v1/subjects/" + SUBJECT.digest() + "?n=100";
                http.awaitBody(path, body -> edges(body).size() >= expected.size());
                assertThat(edges(http.text(path))).isEqualTo(expected);
            }
        }
    }

    private static int send(KindPush push, Digest digest, List<RegistrySettings> registries, Http http)
            throws IOException, InterruptedException {
        RegistrySettings settings = registries.stream()
                .filter(each -> each.kind() == push.kind())
                .findFirst()
                .orElseThrow();
        ConfiguredHook hook = ConfiguredHook.of(settings, registries).orElseThrow();
        byte[] body = push.body(digest);
        ShownProof proof = hook.shown(hook.ways().get(0), body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(http.uri(hook.path() + (proof.query().isEmpty() ? "" : "?" + proof.query())));
        push.headers().forEach(request::header);
        proof.headers().forEach(request::header);
        return CLIENT.send(
                        request.POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Each place of each referrer, as {@code registry/repository digest}. */
    private static Set<String> edges(String body) {
        JsonNode answer = Json.read(body.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        Set<String> edges = new TreeSet<>();
        for (JsonNode referrer : answer.path("referrers")) {
            for (JsonNode place : referrer.path("locations")) {
                edges.add(place.path("registry").asText() + "/"
                        + place.path("repository").asText() + " "
                        + referrer.path("digest").asText());
            }
        }
        return edges;
    }

    private Node start(List<RegistrySettings> registries) {
        return Node.start(
                new StandaloneSettings(
                        folder,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(10)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 2, Map.of()),
                        new ArrayList<>(registries),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
    }

    private static RegistrySettings settings(Kind kind, URI url) {
        return new RegistrySettings(
                kind.word(),
                url,
                kind,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), new RegistrySettings.Budget(32, 10_000), Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
