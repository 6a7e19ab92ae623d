package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight clients attach at once to an image in a docker-registry. It has no referrers API, so each of them reads the list
 * under the referrers tag, adds its own entry and writes the list back: most of the entries are lost to the registry.
 */
@SuppressWarnings("NullAway.Init") // Each test starts what it needs.
class ParallelAttachE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CLIENTS = 8;
    private static final int MOST_ROUNDS = 5;

    @TempDir
    private Path folder;

    private DockerRegistry registry;
    private BackrefProcess backref;
    private FeedReader feed;
    private ExecutorService clients;

    @BeforeEach
    void start() throws IOException {
        int port = Daemon.freePort();
        registry = DockerRegistry.start(
                "docker-registry",
                folder,
                URI.create("http://127.0.0.1:" + port + "/hooks/local"),
                BackrefProcess.SECRET);
        backref = BackrefProcess.start(folder, port, "http://" + registry.host());
        feed = new FeedReader(backref.uri("/api/v1/changes"));
        clients = Executors.newFixedThreadPool(CLIENTS);
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        feed.close();
        backref.close();
        registry.close();
    }

    @Test
    void whatEightClientsAttachAtOnceIsAllListedThoughTheRegistrysOwnListHasLostSome() throws Exception {
        // The registry fails over two that upload the same blob to it at once: the one that all share goes before them.
        String before = registry.host() + "/app:before";
        Digest unused = pushImage(before);
        attach(before, CLIENTS);
        Set<Digest> listed;
        int round = 0;
        do {
            String reference = registry.host() + "/app:v" + round++;
            Digest subject = pushImage(reference);
            attachAllAtOnce(reference);
            listed = listedByTheRegistry(subject);
            assertAllAnsweredAndAnnounced(subject, listed);
            assertThat(discovered(subject))
                    .as("what oras discovers through Backref")
                    .isEqualTo(held(subject));
        } while (listed.size() == CLIENTS && round < MOST_ROUNDS);
        assertThat(feed.edges("removed")).isEmpty();
    }

    private void assertAllAnsweredAndAnnounced(Digest subject, Set<Digest> listed) throws IOException {
        Set<Digest> held = held(subject);
        assertThat(held).hasSize(CLIENTS).containsAll(listed);
        List<String> edges =
                held.stream().map(referrer -> subject + " " + referrer).toList();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(backref.referrers("app", subject)).isEqualTo(held);
            assertThat(knownByTag(subject)).containsAll(listed);
            assertThat(feed.edges("added"))
                    .filteredOn(edge -> edge.startsWith(subject + " "))
                    .containsExactlyInAnyOrderElementsOf(edges);
        });
    }

    private Set<Digest> held(Digest subject) throws IOException {
        return registry.referrers("app").getOrDefault(subject, Set.of());
    }

    private Set<Digest> discovered(Digest subject) {
        String image = backref.host() + "/local/app@" + subject;
        String printed = Kit.run(folder, "oras", "discover", "--plain-http", "--format", "json", image);
        return ClientCommand.digests(printed).stream()
                .map(Digest::parse)
                .filter(digest -> !digest.equals(subject))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The referrers of which the merged answer says that the tag lists them, or did. */
    private Set<Digest> knownByTag(Digest subject) throws IOException, InterruptedException {
        Set<Digest> known = new TreeSet<>();
        JsonNode answer = Json.MAPPER.readTree(
                backref.get("/api/v1/subjects/" + subject + "?n=100").body());
        for (JsonNode referrer : answer.path("referrers")) {
            if (referrer.at("/locations/0/forms").toString().contains("referrers-tag")) {
                known.add(Digest.parse(referrer.path("digest").textValue()));
            }
        }
        return known;
    }

    private void attachAllAtOnce(String reference) {
        List<CompletableFuture<Void>> attached = IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.runAsync(() -> attach(reference, client), clients))
                .toList();
        attached.forEach(CompletableFuture::join);
    }

    private void attach(String reference, int client) {
        try {
            Path own = Files.createDirectories(folder.resolve("client-" + client));
            Files.writeString(
                    own.resolve("evidence.json"), "{\"by\": " + client + ", \"about\": \"" + reference + "\"}");
            Kit.run(
                    own,
                    "oras",
                    "attach",
                    "--plain-http",
                    "--artifact-type",
                    "application/vnd.example.evidence",
                    reference,
                    "evidence.json");
        } catch (IOException failed) {
            throw new IllegalStateException("cannot write the evidence of client " + client, failed);
        }
    }

    private Set<Digest> listedByTheRegistry(Digest subject) throws IOException {
        String tag = subject.algorithm() + "-" + subject.encoded();
        String index = Kit.run(folder, "crane", "manifest", registry.host() + "/app:" + tag);
        Set<Digest> listed = new TreeSet<>();
        for (JsonNode entry : Json.MAPPER.readTree(index).path("manifests")) {
            listed.add(Digest.parse(entry.path("digest").textValue()));
        }
        return listed;
    }

    private Digest pushImage(String reference) throws IOException {
        Path layer = Tar.of(folder.resolve("layer.tar"), "content.txt", reference);
        Kit.run(folder, "crane", "append", "--oci-empty-base", "--new_layer", layer.toString(), "--new_tag", reference);
        return Digest.parse(Kit.run(folder, "crane", "digest", reference).strip());
    }
}
