package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
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

    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String ENVELOPE = "application/vnd.dsse.envelope.v1+json";

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

    /** Neither oras nor an annotation tells what is in them. */
    @ParameterizedTest
    @ValueSource(strings = "docker-registry")
    void whatOnlyAPayloadSaysIsReadFromTheRegistry(String program) throws Exception {
        start(program);
        Digest image = artifacts.pushImage("app", "v0");
        Digest other = artifacts.pushImage("app", "v1");
        Instant now = Instant.now();
        Digest provenance = artifacts.attachContent("app:v0", STATEMENT, statement(image, now));
        String about = statement(other, now.minus(Duration.ofDays(30)));
        String payload = Base64.getEncoder().encodeToString(about.getBytes(StandardCharsets.UTF_8));
        Digest elsewhere = artifacts.attachContent(
                "app:v0",
                ENVELOPE,
                "{\"payloadType\": \"" + STATEMENT + "\", \"payload\": \"" + payload + "\", \"signatures\": []}");

        String path = "/api/v1/subjects/" + image;
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(backref.told(path + "?kind=provenance")).hasSize(2));
        assertThat(backref.told(path + "?predicateType=https://slsa.dev/provenance/v1"))
                .hasSize(2);
        assertThat(told(path, provenance).at("/evidence/0/subjectMismatch").asBoolean())
                .isFalse();
        assertThat(told(path, elsewhere).at("/evidence/0/subjectMismatch").asBoolean())
                .isTrue();
        assertThat(told(path, provenance).at("/created/from").asText())
                .isEqualTo("predicate.runDetails.metadata.finishedOn");
        assertThat(backref.told(path + "?newerThan=7d")).containsOnlyKeys(provenance);
    }

    private static String statement(Digest about, Instant finished) {
        return """
                {"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1",
                 "subject": [{"name": "app", "digest": {"%s": "%s"}}],
                 "predicate": {"runDetails": {"metadata": {"finishedOn": "%s"}}}}
                """.formatted(about.algorithm(), about.encoded(), finished);
    }

    private JsonNode told(String path, Digest referrer) throws IOException, InterruptedException {
        return backref.told(path).getOrDefault(referrer, MissingNode.getInstance());
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
