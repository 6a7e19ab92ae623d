package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * docker-registry notifies Backref; crane pushes images, oras attaches referrers. What must be answered is read from the
 * registry's own storage.
 */
@SuppressWarnings("NullAway.Init") // Each test starts what it needs.
class RealRegistryE2E {
    /** What was announced once too often would come by then. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> TYPES = List.of(
            "application/vnd.cncf.notary.signature",
            "application/spdx+json",
            "application/vnd.in-toto+json",
            "application/vnd.example.other");

    @TempDir
    private Path folder;

    private DockerRegistry registry;
    private Artifacts artifacts;
    private BackrefProcess backref;
    private FeedReader feed;

    /** What runs, the last one first: a start that fails halfway must leave nothing behind. */
    private final Deque<Runnable> running = new ArrayDeque<>();

    private void start(String program) throws IOException {
        int port = Daemon.freePort();
        registry = DockerRegistry.start(
                program, folder, URI.create("http://127.0.0.1:" + port + "/hooks/local"), BackrefProcess.SECRET);
        running.push(registry::close);
        artifacts = new Artifacts(new Clients(folder), registry.host());
        backref = BackrefProcess.start(folder, port, "http://" + registry.host());
        running.push(() -> backref.close()); // Whichever it is by then: tests start it again.
        feed = new FeedReader(backref.uri("/api/v1/changes"));
        running.push(feed::close);
    }

    @AfterEach
    void stop() {
        while (!running.isEmpty()) {
            running.pop().run();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-registry", "docker-registry-2.8.3"})
    void whatTheRegistryHoldsIsAnsweredFromTheIndexAndAnnouncedOnce(String program) throws Exception {
        start(program);
        for (String repository : List.of("app", "team/service")) {
            for (int image = 0; image < 2; image++) {
                artifacts.pushImage(repository, "v" + image);
                attachAll(repository, "v" + image);
            }
        }
        assertAnsweredAndAnnounced(List.of("app", "team/service"), 16);
    }

    @ParameterizedTest
    @ValueSource(strings = "docker-registry")
    void whatIsDeletedIsNoLongerAnsweredAndItsRemovalAnnouncedOnce(String program) throws Exception {
        start(program);
        artifacts.pushImage("app", "v0");
        attachAll("app", "v0");
        assertAnsweredAndAnnounced(List.of("app"), 4);
        Map.Entry<Digest, Set<Digest>> held =
                registry.referrers("app").entrySet().iterator().next();
        Digest deleted = held.getValue().iterator().next();
        Kit.run(folder, "crane", "delete", registry.host() + "/app@" + deleted);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(backref.referrers("app", held.getKey())).hasSize(3).doesNotContain(deleted);
            assertThat(feed.edges("removed")).containsExactly(held.getKey() + " " + deleted);
        });
        await().during(SETTLED)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(feed.edges("removed")).hasSize(1));
        assertThat(backref.referrers("app", held.getKey()))
                .isEqualTo(registry.referrers("app").get(held.getKey()));
    }

    @ParameterizedTest
    @ValueSource(strings = "docker-registry")
    void whatIsPushedWhileBackrefIsStoppedOrKilledIsLearntFromTheRegistrysRetries(String program) throws Exception {
        start(program);
        artifacts.pushImage("app", "v0");
        assertThat(backref.daemon().stop()).isZero();
        attachAll("app", "v0");
        backref.restart();
        assertAnsweredAndAnnounced(List.of("app"), 4);

        backref.daemon().kill();
        artifacts.pushImage("app", "v1");
        attachAll("app", "v1");
        backref.restart();
        assertAnsweredAndAnnounced(List.of("app"), 8);
    }

    private void assertAnsweredAndAnnounced(List<String> repositories, int referrers) throws IOException {
        Map<String, Map<Digest, Set<Digest>>> held = new TreeMap<>();
        List<String> edges = new ArrayList<>();
        for (String repository : repositories) {
            held.put(repository, registry.referrers(repository));
            held.get(repository)
                    .forEach((subject, all) -> all.forEach(referrer -> edges.add(subject + " " + referrer)));
        }
        assertThat(edges).hasSize(referrers);
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (Map.Entry<String, Map<Digest, Set<Digest>>> repository : held.entrySet()) {
                for (Map.Entry<Digest, Set<Digest>> subject :
                        repository.getValue().entrySet()) {
                    assertThat(backref.referrers(repository.getKey(), subject.getKey()))
                            .isEqualTo(subject.getValue());
                }
            }
            assertThat(feed.edges("added")).containsExactlyInAnyOrderElementsOf(edges);
        });
        await().during(SETTLED)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(feed.edges("added")).hasSize(referrers));
    }

    private void attachAll(String repository, String tag) throws IOException {
        for (String type : TYPES) {
            artifacts.attach(repository + ":" + tag, type);
        }
    }
}
