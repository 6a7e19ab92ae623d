package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.launcher.FreePort;
import dev.backref.launcher.demo.DemoPush;
import dev.backref.launcher.demo.DemoRegistry;
import dev.backref.launcher.demo.Evidence;
import dev.backref.launcher.demo.Pushed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user's tools push to a registry comes out of every answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersIT {
    private static final String SECRET = "secret";
    private static final String REPOSITORY = "shop/checkout";

    private final Vertx vertx = Vertx.vertx();
    private final List<Pushed> evidence = new ArrayList<>();
    private Node standalone;
    private DemoRegistry registry;
    private Http http;
    private Pushed image;

    @BeforeAll
    void push(@TempDir Path data) throws IOException, InterruptedException {
        int port = FreePort.next();
        standalone = start(data, URI.create("http://127.0.0.1:" + port));
        http = new Http(standalone.port());
        registry = join(DemoRegistry.start(
                vertx, new DemoRegistry.Settings(data.resolve("registry"), port, http.uri("/hooks/demo"), SECRET)));
        DemoPush push = new DemoPush(vertx, URI.create("http://127.0.0.1:" + port));
        image = join(push.image(REPOSITORY, "latest"));
        for (Evidence kind : Evidence.values()) {
            Pushed pushed = join(push.attach(image, kind));
            evidence.add(pushed);
            http.awaitBody(
                    "/api/v1/subjects/" + image.digest(),
                    body -> body.contains(pushed.digest().toString()));
        }
        join(push.close());
    }

    @AfterAll
    void stop() {
        standalone.close();
        join(registry.close());
        join(vertx.close());
    }

    @Test
    void listsThemAsAnOciRegistryWould() {
        String path = "/v2/demo/" + REPOSITORY + "/referrers/" + image.digest();
        HttpResponse<byte[]> all = http.get(path);
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.headers().firstValue("Content-Type")).contains("application/vnd.oci.image.index.v1+json");
        assertThat(all.headers().firstValue("OCI-Filters-Applied")).isEmpty();
        assertThat(digests(all, "/manifests", "/digest")).containsExactlyElementsOf(digestsOf(evidence));

        String type = Evidence.SBOM.artifactType();
        Pushed sbom = evidence.stream()
                .filter(each -> each.artifactType().equals(type))
                .findFirst()
                .orElseThrow();
        HttpResponse<byte[]> filtered = http.get(path + "?artifactType=" + encode(type));
        assertThat(filtered.headers().firstValue("OCI-Filters-Applied")).contains("artifactType");
        assertThat(digests(filtered, "/manifests", "/digest"))
                .containsExactly(sbom.digest().toString());
    }

    @Test
    void mergesThemOverAllRegistries() {
        HttpResponse<byte[]> answer = http.get("/api/v1/subjects/" + image.digest());
        JsonNode json = Json.read(answer.body(), JsonNode.class);
        assertThat(json.at("/completeness/state").asText()).isEqualTo("complete");
        assertThat(json.at("/completeness/registries/0/name").asText()).isEqualTo("demo");
        assertThat(digests(answer, "/referrers", "/digest")).containsExactlyInAnyOrderElementsOf(digestsOf(evidence));
        List<String> kinds = new ArrayList<>();
        json.path("referrers").forEach(referrer -> {
            assertThat(referrer.path("verification").asText()).isEqualTo("not-checked");
            assertThat(referrer.at("/locations/0/repository").asText()).isEqualTo(REPOSITORY);
            kinds.add(referrer.at("/kinds/0").asText());
        });
        assertThat(kinds).containsExactlyInAnyOrder("signature", "sbom", "provenance");
    }

    @Test
    void tellsOfEachOnceAndGoesOnWhereAReaderLeft() {
        List<Event> events = follow(Optional.empty());
        assertThat(events)
                .filteredOn(event -> event.type().equals("dev.backref.referrer.added.v1"))
                .extracting(Event::referrer)
                .containsExactlyElementsOf(digestsOf(evidence));
        assertThat(events)
                .as("the rest tells of the fallback tag, which is written behind each piece of evidence")
                .filteredOn(event -> !event.type().equals("dev.backref.referrer.added.v1"))
                .allSatisfy(event -> {
                    assertThat(event.type()).isEqualTo("dev.backref.referrer.updated.v1");
                    assertThat(event.data().at("/data/forms/1").asText()).isEqualTo("referrers-tag");
                })
                .extracting(Event::referrer)
                .doesNotHaveDuplicates();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.id()).matches("[A-Za-z0-9._~-]+");
            assertThat(event.data().path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.data().path("subject").asText())
                    .isEqualTo(image.digest().toString());
        });
        assertThat(follow(Optional.of(events.get(0).id())))
                .extracting(Event::id)
                .containsExactlyElementsOf(
                        events.stream().skip(1).map(Event::id).toList());
    }

    @Test
    void refusesWhatItDoesNotServe() {
        assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(http.get("/v2/").statusCode()).isEqualTo(200);
        assertThat(http.get("/v2/demo/" + REPOSITORY + "/referrers/sha256:abc").statusCode())
                .isEqualTo(400);
        assertThat(http.get("/v2/other/app/referrers/" + image.digest()).statusCode())
                .isEqualTo(404);
        assertThat(http.post("/v2/demo/" + REPOSITORY + "/blobs/uploads/", SECRET, "")
                        .statusCode())
                .isEqualTo(405);
        assertThat(http.get("/api/v1/changes?after=nonsense").statusCode()).isEqualTo(400);
        assertThat(http.get("/nothing").statusCode()).isEqualTo(404);
    }

    private record Event(String id, JsonNode data) {
        String referrer() {
            return data.at("/data/referrer/digest").asText();
        }

        String type() {
            return data.path("type").asText();
        }
    }

    /** The events of the feed up to the last evidence. */
    private List<Event> follow(Optional<String> lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(http.uri("/api/v1/changes?after=beginning"));
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        List<Event> events = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        String last = evidence.get(evidence.size() - 1).digest().toString();
        http.lines(request, line -> {
            if (line.startsWith("id: ")) {
                ids.add(line.substring("id: ".length()));
            } else if (line.startsWith("data: ")) {
                byte[] data = line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8);
                events.add(new Event(ids.get(ids.size() - 1), Json.read(data, JsonNode.class)));
            }
            return events.isEmpty() || !events.get(events.size() - 1).referrer().equals(last);
        });
        return events;
    }

    private static List<String> digests(HttpResponse<byte[]> answer, String list, String digest) {
        List<String> digests = new ArrayList<>();
        Json.read(answer.body(), JsonNode.class)
                .at(list)
                .forEach(entry -> digests.add(entry.at(digest).asText()));
        return digests;
    }

    private static List<String> digestsOf(List<Pushed> pushed) {
        return pushed.stream().map(each -> each.digest().toString()).toList();
    }

    private static Node start(Path data, URI registry) throws InterruptedException {
        RegistrySettings demo = new RegistrySettings(
                "demo",
                registry,
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
        Node standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(demo),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        return standalone;
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
