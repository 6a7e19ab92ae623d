package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: exit codes, signals, and all that it prints. */
class ProgramIT {
    private static final Location AT = new Location("local", "app");
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    /** An outside broker that nobody runs, and little patience with it. */
    private static final String SILENT = "kafka: {bootstrap: '127.0.0.1:1', properties: {request.timeout.ms: 1500,"
            + " default.api.timeout.ms: 2500}}\n";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int UNAVAILABLE = 69;

    @TempDir
    private Path folder;

    @Test
    void logsAsTheVariablesSay() throws Exception {
        Map<String, String> variables = Map.of("BACKREF_LOG", "json", "BACKREF_LOG_LEVEL", "DEBUG");
        try (Program program = new Program(folder, variables, "standalone", "--config", config(NOWHERE, ""))) {
            program.awaitReady();
            assertThat(program.err().lines())
                    .allMatch(line -> line.startsWith("{\"@timestamp\":"))
                    .anyMatch(line -> line.contains("\"log.level\":\"DEBUG\""));
        }
    }

    @Test
    void saysWhatItWaitsForWhileABrokerDoesNotAnswer() throws Exception {
        write("backref.yaml", SILENT + "registries: [{name: local, url: 'http://127.0.0.1:1'}]\n");
        try (Program program = new Program(folder, "standalone")) {
            assertThat(program.exit()).as(program.err()).isEqualTo(UNAVAILABLE);
            assertThat(program.out()).contains("waiting for Kafka at 127.0.0.1:1 to show its topics, 1 s so far\n");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // It has no signal that asks a process to stop.
    void runsUntilItIsAskedToStop() throws Exception {
        String config = config(NOWHERE, "");
        try (Program running = new Program(folder, "standalone", "--config", config)) {
            Http http = new Http(running.awaitReady());
            assertThat(http.text("/health/ready")).contains("\"ready\"");
            try (Program second = new Program(folder, "standalone", "--config", config)) {
                assertThat(second.exit()).isEqualTo(UNAVAILABLE);
                assertThat(second.err()).contains("another process").doesNotContain("\tat ");
            }
            try (Program verify = new Program(folder, "topics", "verify", "--config", config)) {
                assertThat(verify.exit()).as(verify.err()).isEqualTo(DONE);
                assertThat(verify.out()).contains("all topics are as they must be");
            }
            String wider = config(NOWHERE, "kafka: {partitions: 5}\n");
            try (Program verify = new Program(folder, "topics", "verify", "--config", wider)) {
                assertThat(verify.exit()).as(verify.err()).isEqualTo(FAILED);
                assertThat(verify.out()).contains("backref.changes: has 4 partitions, and kafka.partitions says 5");
            }
            try (Stream<String> feed = follow(http.uri("/api/v1/changes"))) {
                CompletableFuture<Long> ended = CompletableFuture.supplyAsync(feed::count);
                running.terminate();
                assertThat(running.exit()).isEqualTo(DONE);
                assertThat(ended).as("the feed is not cut off").succeedsWithin(Duration.ofSeconds(5));
            }
            assertThat(running.out()).endsWith("stopping\nstopped\n");
            assertThat(running.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Starting Backref", "  broker ", "  index "})
    @DisabledOnOs(OS.WINDOWS) // It has no signal that asks a process to stop.
    void stopsWithoutAComplaintWhereverItsStartIs(String said) throws Exception {
        try (Program starting = new Program(folder, "standalone", "--config", config(NOWHERE, ""))) {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> starting.out().contains(said));
            starting.terminate();
            assertThat(starting.exit()).isEqualTo(DONE);
            assertThat(starting.out()).endsWith("stopped\n");
            assertThat(starting.err()).isEmpty();
        }
    }

    @Test
    void keepsItsAnswersWhenItIsKilled() throws Exception {
        SampleManifest subject = SampleManifest.image("subject");
        SampleManifest sbom = SampleManifest.referrer(subject, "application/spdx+json", "sbom");
        String lookup = "/v2/local/app/referrers/" + subject.digest();
        try (FakeRegistry registry = new FakeRegistry()) {
            String config = config(registry.url(), "");
            String broker;
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                Http http = new Http(program.awaitReady());
                Source source = new Source.Manifest(AT, sbom.digest());
                registry.put(source, sbom);
                registry.report(http.uri("/hooks/local"), "secret", "push", source, Optional.of(sbom.digest()));
                http.awaitBody(lookup, body -> body.contains(sbom.digest().toString()));
                broker = broker(config);
                assertThat(broker).matches("broker: embedded, 127\\.0\\.0\\.1:[1-9]\\d*");
                program.kill();
            }
            assertThat(broker(config)).as("the broker's address stays").isEqualTo(broker);
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                Http http = new Http(program.awaitReady());
                assertThat(http.text(lookup)).contains(sbom.digest().toString());
                try (Program asked = new Program(
                        folder,
                        "get",
                        subject.digest().toString(),
                        "--server",
                        http.uri("").toString())) {
                    assertThat(asked.exit()).as(asked.err()).isEqualTo(DONE);
                    assertThat(asked.out()).contains(sbom.digest().toString());
                }
            }
        }
    }

    private static Stream<String> follow(URI feed) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(feed).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    private String broker(String config) throws IOException, InterruptedException {
        try (Program topics = new Program(folder, "topics", "--config", config)) {
            assertThat(topics.exit()).isEqualTo(DONE);
            return topics.out().lines().findFirst().orElseThrow();
        }
    }

    private String config(URI registry, String more) throws IOException {
        write("secret", "secret\n");
        return write(
                "backref" + more.length() + ".yaml",
                "http: {port: 0}\n" + more + "registries:\n  - {name: local, url: '" + registry
                        + "', history: none, webhook: {secret: 'file:secret'}}\n");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
