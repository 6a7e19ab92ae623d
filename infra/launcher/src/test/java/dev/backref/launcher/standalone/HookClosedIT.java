package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that announced everything from the beginning, until nobody listened for a while. */
class HookClosedIT {
    private static final String SECRET = "secret";
    private static final Optional<RegistrySettings.Webhook> HOOK =
            Optional.of(new RegistrySettings.Webhook(() -> SECRET));

    @TempDir
    private Path data;

    @Test
    void callsNothingCompleteThatWasPushedWhileNobodyListened() throws Exception {
        SampleManifest subject = SampleManifest.image("subject");
        String answer = "/api/v1/subjects/" + subject.digest() + "?registry=local";
        String all = "/api/v1/subjects/" + subject.digest();
        try (FakeRegistry registry = new FakeRegistry()) {
            RegistrySettings listened = settings("local", registry.url(), HOOK);
            try (Node node = start(listened)) {
                Http http = new Http(node.port());
                registry.push(http, SECRET, new Location("local", "app"), subject);
                http.awaitBody(answer, body -> body.contains("\"state\":\"complete\",\"oldest\""));
            }
            try (Node node = start(settings("local", registry.url(), Optional.empty()))) {
                Http http = new Http(node.port());
                http.awaitBody(answer, body -> body.contains("\"state\":\"unknown\""));
            }
            try (Node node = start(settings("other", registry.url(), Optional.empty()))) {
                Http http = new Http(node.port());
                http.awaitBody(all, body -> body.contains("\"name\":\"other\""));
                assertThat(http.text(all)).as("configured no more").doesNotContain("\"name\":\"local\"");
            }
            try (Node node = start(listened)) {
                Http http = new Http(node.port());
                http.awaitBody("/api/v1/registries/local", body -> body.contains("\"reason\":\"hook-closed\""));
                assertThat(http.text(answer))
                        .contains("\"state\":\"partial\"")
                        .doesNotContain("\"state\":\"complete\"");
            }
        }
    }

    private Node start(RegistrySettings registry) throws InterruptedException {
        Node node = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(registry),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(node.awaitReady(() -> false)).isTrue();
        return node;
    }

    private static RegistrySettings settings(String name, URI registry, Optional<RegistrySettings.Webhook> webhook) {
        return new RegistrySettings(
                name,
                registry,
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                webhook,
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
