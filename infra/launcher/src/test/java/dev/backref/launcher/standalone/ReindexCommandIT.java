package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command beside a program that runs. */
@DisabledOnOs(OS.WINDOWS) // It has no signal that asks a process to stop.
class ReindexCommandIT {
    private static final Location AT = new Location("local", "app");
    private static final String OWN_TYPE = "application/x.of-ours";

    @TempDir
    private Path folder;

    @Test
    void tellsByOtherKindsWhatWasPushedBefore() throws Exception {
        SampleManifest subject = SampleManifest.image("subject");
        SampleManifest ours = SampleManifest.referrer(subject, OWN_TYPE, "ours");
        String merged = "/api/v1/subjects/" + subject.digest();
        try (FakeRegistry registry = new FakeRegistry();
                Program program = new Program(folder, "standalone", "--config", config(registry, ""))) {
            Http http = new Http(program.awaitReady());
            push(http, registry, subject);
            push(http, registry, ours);
            http.awaitBody(merged, body -> body.contains("\"kinds\":[\"unknown\"]"));

            String kinds = "kinds: {types: {" + OWN_TYPE + ": [review]}}\n";
            String said = run("reindex", "--config", config(registry, kinds));
            assertThat(said)
                    .matches("reindex [0-9a-f-]{36}\nthe index has come through 2 copies of manifests in \\d+ s\n");
            http.awaitBody(merged, body -> body.contains("\"kinds\":[\"review\"]"));
            assertThat(http.text("/metrics"))
                    .contains("backref_index_reindexed_total{result=\"applied\"} 2.0")
                    .contains("backref_index_reindex_left 0.0");
            assertThat(http.text("/health/ready")).startsWith("{\"status\":\"ready\"");
            program.terminate();
            program.exit();
        }
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        try (Program command = new Program(folder, arguments)) {
            assertThat(command.exit()).as(command.err()).isZero();
            return command.out();
        }
    }

    private void push(Http http, FakeRegistry registry, SampleManifest manifest) {
        Source source = new Source.Manifest(AT, manifest.digest());
        registry.put(source, manifest);
        registry.report(http.uri("/hooks/local"), "secret", "push", source, Optional.of(manifest.digest()));
    }

    private String config(FakeRegistry registry, String more) throws IOException {
        Files.writeString(folder.resolve("secret"), "secret\n");
        return Files.writeString(
                        folder.resolve("backref.yaml"),
                        "http: {port: 0}\n" + more + "registries:\n  - {name: local, url: '" + registry.url()
                                + "', history: none, webhook: {secret: 'file:secret'}, sweep: {every: never}}\n")
                .toString();
    }
}
