package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real registries sent, every delivery three times and in several orders, ends in the same index, and each change is
 * announced once. Edges are named by the steps of the capture: the one that pushed the subject first, and the referrer's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
    private static final String DOCKER_REGISTRY_EDGES = """
        01-crane-push-v1 <- 10-oras-attach-sbom [subject-field, referrers-tag]
        01-crane-push-v1 <- 11-oras-attach-forcetag [subject-field, referrers-tag]
        01-crane-push-v1 <- 12-oras-attach-forceapi [subject-field]
        01-crane-push-v1 <- 20-cosign3-sign-bundle [subject-field, referrers-tag]
        01-crane-push-v1 <- 21-cosign3-sign-legacy [cosign-tag]
        01-crane-push-v1 <- 23-cosign3-sign-legacy-refmode-oci11 [subject-field, referrers-tag]
        01-crane-push-v1 <- 24-cosign3-attest-bundle [subject-field, referrers-tag]
        01-crane-push-v1 <- 25-cosign3-attest-legacy [cosign-tag]
        01-crane-push-v1 <- 26-cosign3-attach-sbom-legacy [cosign-tag]
        01-crane-push-v1 <- 27-cosign3-attach-sbom-oci11 [subject-field, referrers-tag]
        01-crane-push-v1 <- 28-cosign3-sign-bundle-recursive-index [subject-field, referrers-tag]
        01-crane-push-v1 <- 40-notation-sign-default [subject-field, referrers-tag]
        01-crane-push-v1 <- 41-notation-sign-api-cose [subject-field, referrers-tag]
        01-crane-push-v1 <- 45-regctl-artifact-put [subject-field, referrers-tag]
        01-crane-push-v1 <- 46-regctl-artifact-put-again [subject-field, referrers-tag]
        01-crane-push-v1 <- 47-regctl-artifact-put-tagged-subject [subject-field, referrers-tag]
        02-crane-push-v2 <- 16-oras-attach-annotation-only [subject-field, referrers-tag]
        02-crane-push-v2 <- 22-cosign3-sign-legacy-refmode-legacy [cosign-tag]
        02-crane-push-v2 <- 28-cosign3-sign-bundle-recursive-index [subject-field, referrers-tag]
        02-crane-push-v2 <- 31-cosign25-sign-oci11 [subject-field, referrers-tag]
        02-crane-push-v2 <- 32-cosign25-attest-newbundle [subject-field, referrers-tag]
        02-crane-push-v2 <- 33-cosign25-attach-sbom-oci11 [subject-field, referrers-tag]
        02-crane-push-v2 <- 42-notation-sign-by-tag [subject-field, referrers-tag]
        04-crane-index <- 15-oras-attach-index [subject-field, referrers-tag]
        04-crane-index <- 28-cosign3-sign-bundle-recursive-index [subject-field, referrers-tag]
        10-oras-attach-sbom <- 14-oras-attach-nested [subject-field, referrers-tag]
        111111111111 <- 48-curl-dangling-subject [subject-field]
        """;

    private static final String ZOT_EDGES = """
        01-crane-push-v1 <- 10-oras-attach-sbom [subject-field]
        01-crane-push-v1 <- 11-oras-attach-forcetag [subject-field, referrers-tag]
        01-crane-push-v1 <- 12-oras-attach-forceapi [subject-field]
        01-crane-push-v1 <- 20-cosign3-sign-bundle [subject-field]
        01-crane-push-v1 <- 21-cosign3-sign-legacy [cosign-tag]
        01-crane-push-v1 <- 23-cosign3-sign-legacy-refmode-oci11 [subject-field]
        01-crane-push-v1 <- 24-cosign3-attest-bundle [subject-field]
        01-crane-push-v1 <- 25-cosign3-attest-legacy [cosign-tag]
        01-crane-push-v1 <- 26-cosign3-attach-sbom-legacy [cosign-tag]
        01-crane-push-v1 <- 27-cosign3-attach-sbom-oci11 [subject-field]
        01-crane-push-v1 <- 28-cosign3-sign-bundle-recursive-index [subject-field]
        02-crane-push-v2 <- 16-oras-attach-annotation-only [subject-field]
        02-crane-push-v2 <- 22-cosign3-sign-legacy-refmode-legacy [cosign-tag]
        02-crane-push-v2 <- 28-cosign3-sign-bundle-recursive-index [subject-field]
        04-crane-index <- 15-oras-attach-index [subject-field]
        04-crane-index <- 28-cosign3-sign-bundle-recursive-index [subject-field]
        10-oras-attach-sbom <- 14-oras-attach-nested [subject-field]
        """;

    private static final int PARTITIONS = 4;
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);
    private static final String MARKER_TYPE = "application/vnd.example.marker";

    /** What was pushed and is gone, or points elsewhere by now, is asked for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<FakeRegistry> registries = new ArrayList<>();
    private final List<Replay> replays = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private Node backref;
    private Http http;
    private int markers;

    @BeforeAll
    void replay(@TempDir Path data) throws Exception {
        add("docker", Kind.DISTRIBUTION, Capture.of("docker-registry-2.8.2"));
        add("zot", Kind.ZOT, Capture.of("zot"));
        backref = start(data);
        http = new Http(backref.port());
        CompletableFuture.allOf(replays.stream()
                        .map(replay -> CompletableFuture.runAsync(() -> replay.deliver(hook(replay))))
                        .toArray(CompletableFuture[]::new))
                .join();
        settle(Set.of(0));
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> pending() == 0);
        readChanges(settle(Set.of(0, 1, 2, 3)));
    }

    @AfterAll
    void stop() {
        backref.close();
        registries.forEach(FakeRegistry::close);
    }

    @Test
    void answersTheSameEdgesInWhicheverOrderTheyWereReported() {
        for (Replay replay : replays) {
            List<String> edges = new ArrayList<>();
            replay.capture().digests().forEach(subject -> edges.addAll(answered(replay, subject)));

            assertThat(edges).as(replay.name()).containsExactlyInAnyOrderElementsOf(expected(replay));
        }
    }

    @Test
    void announcesEachEdgeOnceAndEachFormOfItOnce() {
        for (Replay replay : replays) {
            List<String> added = new ArrayList<>();
            List<String> forms = new ArrayList<>();
            Map<String, Set<Form>> known = new HashMap<>();
            for (Change change : changesOf(replay)) {
                String edge =
                        name(replay, change.subject(), change.data().referrer().digest());
                Set<Form> learnt = new HashSet<>(change.data().forms());
                learnt.removeAll(known.getOrDefault(edge, Set.of()));
                assertThat(learnt).as("%s of %s", change.type(), edge).isNotEmpty();
                known.put(edge, change.data().forms());
                if (change.type() == Change.Type.ADDED) {
                    added.add(edge);
                }
            }
            known.forEach((edge, all) ->
                    forms.add(edge + " " + all.stream().map(Form::word).toList()));

            assertThat(added).as(replay.name()).doesNotHaveDuplicates().hasSameSizeAs(forms);
            assertThat(forms).as(replay.name()).containsExactlyInAnyOrderElementsOf(expected(replay));
        }
    }

    private List<Change> changesOf(Replay replay) {
        return changes.stream()
                .filter(change -> change.data().location().registry().equals(replay.name()))
                .toList();
    }

    private static List<String> expected(Replay replay) {
        return (replay.kind() == Kind.ZOT ? ZOT_EDGES : DOCKER_REGISTRY_EDGES)
                .lines()
                .toList();
    }

    private List<String> answered(Replay replay, Digest subject) {
        JsonNode answer = Json.read(
                http.get("/api/v1/subjects/" + subject + "?n=1000&registry=" + replay.name())
                        .body(),
                JsonNode.class);
        List<String> edges = new ArrayList<>();
        for (JsonNode referrer : answer.path("referrers")) {
            for (JsonNode place : referrer.path("locations")) {
                assertThat(place.path("repository").asText()).isEqualTo("bench/app");
                List<String> forms = new ArrayList<>();
                place.path("forms").forEach(form -> forms.add(form.asText()));
                edges.add(edge(
                        replay, subject, Digest.parse(referrer.path("digest").asText()), forms.toString()));
            }
        }
        return edges;
    }

    private static String edge(Replay replay, Digest subject, Digest referrer, String forms) {
        return name(replay, subject, referrer) + " " + forms;
    }

    private static String name(Replay replay, Digest subject, Digest referrer) {
        return replay.capture().name(subject) + " <- " + replay.capture().name(referrer);
    }

    private void add(String name, Kind kind, Capture capture) {
        FakeRegistry registry = new FakeRegistry();
        registries.add(registry);
        capture.serveFrom(registry);
        SEEDS.forEach(seed -> replays.add(new Replay(name + "-" + seed, kind, capture, registry, seed)));
    }

    private Node start(Path data) throws InterruptedException {
        Node started = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(10)),
                        new StandaloneSettings.Broker(
                                Optional.empty(), Optional.empty(), "backref.", PARTITIONS, Map.of()),
                        replays.stream().map(Replay::settings).toList(),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(started.awaitReady(() -> false)).isTrue();
        return started;
    }

    private URI hook(Replay replay) {
        return http.uri("/hooks/" + replay.name());
    }

    /**
     * Waits until everything is in the index that was found in any repository before, for subjects in these partitions:
     * a marker that is pushed to the same repository for a subject in the same partition comes out of it last.
     */
    private Set<Digest> settle(Set<Integer> partitions) {
        Set<Digest> subjects = new HashSet<>();
        for (Replay replay : replays) {
            for (String repository : replay.capture().repositories()) {
                for (int partition : partitions) {
                    SampleManifest subject = inPartition(partition);
                    replay.push(
                            hook(replay),
                            new Location(replay.name(), repository),
                            SampleManifest.referrer(subject, MARKER_TYPE, "marker"));
                    subjects.add(subject.digest());
                }
            }
        }
        subjects.forEach(subject -> http.awaitBody("/api/v1/subjects/" + subject, body -> body.contains(MARKER_TYPE)));
        return subjects;
    }

    private SampleManifest inPartition(int partition) {
        SampleManifest image;
        do {
            image = SampleManifest.image("marker " + markers++);
        } while (Topic.partitionOf(image.digest().toString(), PARTITIONS) != partition);
        return image;
    }

    /** Sources at which the resolver has something left to do. */
    private long pending() {
        return http.text("/metrics")
                .lines()
                .filter(line -> line.startsWith("backref_resolver_pending"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Every change up to the last of the markers, but those of markers. */
    private void readChanges(Set<Digest> lastMarkers) {
        Set<Digest> awaited = new HashSet<>(lastMarkers);
        http.follow("/api/v1/changes?after=beginning", data -> {
            Change change = Change.read(data.getBytes(StandardCharsets.UTF_8));
            awaited.remove(change.subject());
            if (!change.data().referrer().artifactType().equals(Optional.of(MARKER_TYPE))) {
                changes.add(change);
            }
            return !awaited.isEmpty();
        });
    }
}
