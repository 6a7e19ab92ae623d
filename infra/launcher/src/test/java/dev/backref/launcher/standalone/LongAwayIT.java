package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that comes back after so long that its stores may have missed deletes. */
@DisabledOnOs(OS.WINDOWS) // It has no signal that asks a process to stop.
class LongAwayIT {
    private static final Location AT = new Location("local", "app");
    private static final String SBOM = "application/spdx+json";
    private static final int DONE = 0;

    @TempDir
    private Path folder;

    private final SampleManifest subject = SampleManifest.image("subject");
    private final SampleManifest sbom = SampleManifest.referrer(subject, SBOM, "sbom");
    private final SampleManifest other = SampleManifest.referrer(subject, SBOM, "other");
    private final String referrers = "/v2/local/app/referrers/" + subject.digest();
    private final String merged = "/api/v1/subjects/" + subject.digest();

    @Test
    void buildsItsIndexAnewAndAnswersTheSame() throws Exception {
        try (FakeRegistry registry = new FakeRegistry()) {
            String config = config(registry);
            String before;
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                Http http = new Http(program.awaitReady());
                push(http, registry, subject);
                push(http, registry, sbom);
                http.awaitBody(referrers, body -> body.contains(sbom.digest().toString()));
                before = answer(http);
                assertThat(before).contains("\"kinds\":[\"sbom\",\"review\"]");
                program.terminate();
                assertThat(program.exit()).isEqualTo(DONE);
            }
            beAwayFor(Duration.ofDays(6).plusMinutes(1));
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                Http http = new Http(program.awaitReady());
                assertThat(program.err()).contains("they are built anew");
                assertThat(http.text(referrers)).contains(sbom.digest().toString());
                assertThat(answer(http)).isEqualTo(before);
                push(http, registry, other);
                http.awaitBody(referrers, body -> body.contains(other.digest().toString()));
                assertThat(http.text("/health/ready")).startsWith("{\"status\":\"ready\"");
                program.terminate();
                assertThat(program.exit()).isEqualTo(DONE);
            }
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                program.awaitReady();
                assertThat(program.err()).as("once").doesNotContain("they are built anew");
            }
        }
    }

    /** Without the position: what is told of registries from time to time moves it on. */
    private String answer(Http http) {
        return http.text(merged).replaceFirst("\"position\":\"[^\"]*\",", "");
    }

    private void beAwayFor(Duration time) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Path inUse = all.filter(file -> file.endsWith("in-use")).findFirst().orElseThrow();
            Files.setLastModifiedTime(inUse, FileTime.from(Instant.now().minus(time)));
        }
    }

    private void push(Http http, FakeRegistry registry, SampleManifest manifest) {
        Source source = new Source.Manifest(AT, manifest.digest());
        registry.put(source, manifest);
        registry.report(http.uri("/hooks/local"), "secret", "push", source, Optional.of(manifest.digest()));
    }

    private String config(FakeRegistry registry) throws IOException {
        Files.writeString(folder.resolve("secret"), "secret\n");
        return Files.writeString(
                        folder.resolve("backref.yaml"),
                        "http: {port: 0}\nkinds: {types: {" + SBOM
                                + ": [sbom, review]}}\nregistries:\n  - {name: local, url: '" + registry.url()
                                + "', history: none, webhook: {secret: 'file:secret'}, sweep: {every: never}}\n")
                .toString();
    }
}
