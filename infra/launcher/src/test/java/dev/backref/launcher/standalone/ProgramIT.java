package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    private static final int CONFIGURATION = 78;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "standalone | 78 | backref.yaml: there is no such file\n",
                "topics --config bytes.yaml | 78 | bytes.yaml: cannot be read: is no text in UTF-8\n",
                "topics --config . | 78 | .: cannot be read: Is a directory\n",
                "standalone --config broken.yaml | 78 | broken.yaml: not YAML",
                "standalone --config wrong.yaml | 78 | colour: no such key",
                "standalone --config file-as-folder.yaml | 78 | data: is a file and no folder: \"file\"\n",
                "demo --data file | 69 | file: is a file and no folder\n",
                "lookup sha256:%1$s --server http://127.0.0.1:1 | 69 | at http://127.0.0.1:1: nobody listens there\n",
                "changes --server http://nowhere.invalid | 69 | no host is known by that name\n",
                "topics verify --config no-property.yaml | 78 | security.protocol",
                "topics verify --config least.yaml | 69 | has never run",
                "lookup sha256:abc | 2 | not a digest: \"sha256:abc\"",
                "standalone --config unknown-host.yaml | 69 | kafka.bootstrap: no host is known by the name in nowhere.invalid:9092",
                "topics verify --config unknown-host.yaml | 69 | kafka.bootstrap: no host is known by the name in nowhere",
                "standalone --config silent.yaml | 69 | kafka.bootstrap: Kafka at 127.0.0.1:1",
                "standalone --config no-truststore.yaml | 78 | kafka.properties: absent.jks",
                "standalone --config promise.yaml | 78 | kafka.properties.acks: must be all",
                "demo --port 99999 | 2 | is no port from 1 to 65535: \"99999\"",
                "demo --registry-port -1 | 2 | is no port from 1 to 65535: \"-1\"",
                "standalone --colour red | 2 | Unknown options: '--colour', 'red'",
            })
    void explainsInWordsWhyItCannotDoWhatIsAsked(String arguments, int exit, String words) throws Exception {
        String registries = "registries: [{name: local, url: 'http://127.0.0.1:1'}]\n";
        write("broken.yaml", "a: [\n");
        write("wrong.yaml", "colour: red\n" + registries);
        write("least.yaml", registries);
        write("file", "");
        Files.write(folder.resolve("bytes.yaml"), new byte[] {'a', ':', (byte) 0xff});
        write("file-as-folder.yaml", "data: file\n" + registries);
        write(
                "no-property.yaml",
                "kafka: {bootstrap: '127.0.0.1:1', properties: {security.protocol: none}}\n" + registries);
        write("unknown-host.yaml", "kafka: {bootstrap: 'nowhere.invalid:9092'}\n" + registries);
        write("silent.yaml", SILENT + registries);
        write("promise.yaml", "kafka: {properties: {acks: 1}}\n" + registries);
        write(
                "no-truststore.yaml",
                "kafka: {bootstrap: '127.0.0.1:1', properties: {security.protocol: SSL,"
                        + " ssl.truststore.location: absent.jks}}\n" + registries);
        try (Program program =
                new Program(folder, arguments.formatted("a".repeat(64)).split(" "))) {
            assertThat(program.exit()).as(program.err()).isEqualTo(exit);
            assertThat(program.err()).contains(words).doesNotContain("\tat ", "Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topics print --config wrong.yaml",
                "standalone --config wrong.yaml",
                "lookup sha256:%1$s --config wrong.yaml",
                "topics --config broken.yaml",
                "topics --config absent.yaml",
                "topics --config least.yaml",
                "demo",
                "lookup sha256:%1$s",
                "changes --server http://127.0.0.1:1"
            })
    void refusesWhatLog4jWouldNotUnderstandWithAllElseThatIsWrong(String command) throws Exception {
        write("least.yaml", "registries: [{name: local, url: 'http://127.0.0.1:1'}]\n");
        write("wrong.yaml", "colour: red\nregistries: [{name: local, url: 'http://127.0.0.1:1'}]\n");
        write("broken.yaml", "a: [\n");
        Map<String, String> variables = Map.of("BACKREF_LOG", "xml", "BACKREF_LOG_LEVEL", "loud");
        String[] arguments = String.format(Locale.ROOT, command, "a".repeat(64)).split(" ");
        try (Program program = new Program(folder, variables, arguments)) {
            assertThat(program.exit()).as(program.err()).isEqualTo(CONFIGURATION);
            assertThat(program.err().lines())
                    .endsWith(
                            "backref: BACKREF_LOG: is none of [text, json]: \"xml\"",
                            "backref: BACKREF_LOG_LEVEL: is none of [off, fatal, error, warn, info, debug, trace, all]:"
                                    + " \"loud\"")
                    .hasSize(command.matches(".*(wrong|broken|absent).*") ? 3 : 2)
                    .allMatch(line -> line.startsWith("backref: "));
        }
    }

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
            running.terminate();
            assertThat(running.exit()).isEqualTo(DONE);
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
                program.kill();
            }
            assertThat(broker(config)).as("the broker's address stays").isEqualTo(broker);
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                Http http = new Http(program.awaitReady());
                assertThat(http.text(lookup)).contains(sbom.digest().toString());
                try (Program asked = new Program(
                        folder,
                        "lookup",
                        subject.digest().toString(),
                        "--server",
                        http.uri("").toString())) {
                    assertThat(asked.exit()).as(asked.err()).isEqualTo(DONE);
                    assertThat(asked.out()).contains(sbom.digest().toString());
                }
            }
        }
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
