package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Backref whose stores are lost, and read back from Kafka while somebody asks whether it is ready. */
class RestoringIT {
    private static final String SECRET = "secret";
    private static final Location AT = new Location("local", "app");
    private static final Pattern RESTORING = Pattern.compile(
            "\"name\":\"index\",\"ready\":false,\"detail\":\"restoring, (\\d+) of (\\d+) records of the changelogs read");

    @TempDir
    private Path data;

    @Test
    void saysHowFarItHasReadItsStoresBackUntilItIsReady() throws Exception {
        SampleManifest subject = SampleManifest.image("subject");
        SampleManifest sbom = SampleManifest.referrer(subject, "application/spdx+json", "sbom");
        String referrers = "/v2/local/app/referrers/" + subject.digest();
        try (FakeRegistry registry = new FakeRegistry()) {
            try (Node standalone = start(registry.url(), Map.of())) {
                assertThat(standalone.awaitReady(() -> false)).isTrue();
                Http http = new Http(standalone.port());
                registry.push(http, SECRET, AT, subject);
                registry.push(http, SECRET, AT, sbom);
                http.awaitBody(referrers, body -> body.contains(sbom.digest().toString()));
            }
            loseTheStores();
            try (Node standalone = start(registry.url(), HeldRestore.properties())) {
                Http http = new Http(standalone.port());
                try {
                    http.awaitBody("/health/ready", RestoringIT::isRestoring);
                    long before = read(http.text("/health/ready"));
                    HeldRestore.letThrough(6);
                    http.awaitBody("/health/ready", body -> isRestoring(body) && read(body) > before);
                    assertThat(http.get("/health/ready").statusCode()).isEqualTo(503);
                    assertThat(http.get(referrers).statusCode())
                            .as("no answer of a part")
                            .isEqualTo(503);
                } finally {
                    HeldRestore.letGo();
                }
                assertThat(standalone.awaitReady(() -> false)).isTrue();
                assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
                assertThat(http.text(referrers)).contains(sbom.digest().toString());
            }
        }
    }

    private static boolean isRestoring(String health) {
        Matcher restoring = RESTORING.matcher(health);
        return restoring.find() && Long.parseLong(restoring.group(1)) < Long.parseLong(restoring.group(2));
    }

    private static long read(String health) {
        Matcher restoring = RESTORING.matcher(health);
        assertThat(restoring.find()).as(health).isTrue();
        return Long.parseLong(restoring.group(1));
    }

    /** All but the id of the process, which a transaction of its own may hang on. */
    private void loseTheStores() throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("streams"))) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("kafka-streams-process-metadata"))
                    .toList();
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private Node start(URI registry, Map<String, String> properties) {
        RegistrySettings local = new RegistrySettings(
                "local",
                registry,
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
        return Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 1, properties),
                        List.of(local),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
    }
}
