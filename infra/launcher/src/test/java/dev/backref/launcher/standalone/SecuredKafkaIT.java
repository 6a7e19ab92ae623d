package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every role twice, on a broker that speaks TLS alone and lets in only who proves himself: nothing but Kafka's own properties. */
class SecuredKafkaIT {
    private static final String PASSWORD = "a-password-of-a-test";
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"backref\" password=\"";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PUSHES = 8;

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void servesAllWhoHaveTheirPropertiesAndNobodyElse() throws Exception {
        Path certificate = makeCertificate();
        try (FakeRegistry registry = new FakeRegistry();
                Processes processes = new Processes(
                        folder,
                        registry.url(),
                        new Processes.Broker(broker(certificate), client(certificate, PASSWORD)))) {
            List<Program> ingests = twice(processes, "ingest");
            List<Program> indexers = twice(processes, "indexer");
            List<Program> apis = twice(processes, "query-api");
            List<Http> hooks = ready(ingests);
            ready(indexers);
            List<Http> readers = ready(apis);
            Set<String> pushed = new HashSet<>();
            for (int number = 0; number < PUSHES; number++) {
                String path = push(registry, hooks.get(number % 2), "subject " + number);
                pushed.add(path);
                readers.forEach(reader -> reader.awaitBody(path, body -> body.contains("\"artifactType\"")));
            }
            assertThat(processes.indexers())
                    .as("both have some")
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.active()).isNotEmpty());
            for (Http reader : readers) {
                assertThat(announced(reader)).as("each once, by either").hasSize(PUSHES);
            }
            assertThat(pushed).hasSize(PUSHES);
        }
    }

    @Test
    @Timeout(120)
    void saysWhatIsWrongWhereTheBrokerDoesNotLetItIn() throws Exception {
        Path certificate = makeCertificate();
        try (FakeRegistry registry = new FakeRegistry();
                Processes processes = new Processes(
                        folder,
                        registry.url(),
                        new Processes.Broker(broker(certificate), client(certificate, "wrong")))) {
            Program refused = processes.start("ingest", "refused");
            await().atMost(PATIENCE).until(() -> (refused.out() + refused.err()).contains("Authentication failed"));
            assertThat(refused.out() + refused.err()).doesNotContain("\tat ");
        }
    }

    private static List<Program> twice(Processes processes, String role) throws IOException {
        return List.of(processes.start(role, role + "-1"), processes.start(role, role + "-2"));
    }

    private static List<Http> ready(List<Program> programs) throws IOException, InterruptedException {
        List<Http> ready = new ArrayList<>();
        for (Program program : programs) {
            ready.add(new Http(program.awaitReady()));
        }
        return ready;
    }

    /** Gives the path at which what was pushed is found. */
    private static String push(FakeRegistry registry, Http hooks, String name) {
        SampleManifest subject = SampleManifest.image(name);
        SampleManifest referrer = SampleManifest.referrer(subject, "application/spdx+json", "sbom of " + name);
        registry.push(hooks, "secret", new Location("local", "app"), referrer);
        return "/v2/local/app/referrers/" + subject.digest();
    }

    private static List<String> announced(Http reader) {
        List<String> found = new ArrayList<>();
        reader.follow("/api/v1/changes?after=beginning", event -> {
            found.add(event);
            return found.size() < PUSHES;
        });
        return found;
    }

    private static Map<String, String> broker(Path certificate) {
        Map<String, String> properties = new HashMap<>(client(certificate, PASSWORD));
        properties.remove("security.protocol");
        properties.remove("sasl.jaas.config");
        properties.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put("sasl.enabled.mechanisms", "PLAIN");
        properties.put(
                "listener.name.plaintext.plain.sasl.jaas.config",
                LOGIN + PASSWORD + "\" user_backref=\"" + PASSWORD + "\";");
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put(
                "ssl.keystore.location",
                certificate.resolveSibling("broker.p12").toString());
        properties.put("ssl.keystore.password", PASSWORD);
        return properties;
    }

    private static Map<String, String> client(Path certificate, String password) {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", LOGIN + password + "\";",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate.toString());
    }

    /** Of an authority of its own, with its key beside it. */
    private Path makeCertificate() throws IOException, InterruptedException {
        Path certificate = folder.resolve("broker.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=broker",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "broker", "-file", certificate.toString());
        return certificate;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", folder.resolve("broker.p12").toString(), "-storepass", PASSWORD));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
