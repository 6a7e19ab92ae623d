package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command beside a program that runs: bodies of three kinds of registries, each with its own proof. */
@DisabledOnOs(OS.WINDOWS) // It has no signal that asks a process to stop.
class HooksCommandIT {
    private static final String EVENT = "{\"events\":[{\"id\":\"1\",\"action\":\"push\",\"target\":"
            + "{\"repository\":\"app\",\"digest\":\"#\"}}]}";
    private static final String PACKAGE =
            "{\"action\":\"published\",\"package\":{\"name\":\"app\",\"namespace\":\"team\","
                    + "\"package_type\":\"container\",\"package_version\":{\"container_metadata\":{\"tag\":"
                    + "{\"name\":\"\",\"digest\":\"#\"}}}}}";
    private static final String TAGS = "{\"repository\":\"team/app\",\"updated_tags\":[\"v1\"]}";

    @TempDir
    private Path folder;

    @Test
    void sendsBodiesAsTheirRegistriesDoAndFollowsThemToTheIndex() throws Exception {
        SampleManifest image = SampleManifest.image("image");
        SampleManifest packed = SampleManifest.image("packed");
        SampleManifest tagged = SampleManifest.image("tagged");
        try (FakeRegistry registry = new FakeRegistry()) {
            registry.put(new Source.Manifest(new Location("plain", "app"), image.digest()), image);
            registry.put(new Source.Manifest(new Location("github", "team/app"), packed.digest()), packed);
            registry.put(new Source.Manifest(new Location("quay", "team/app"), tagged.digest()), tagged);
            registry.put(new Source.Tag(new Location("quay", "team/app"), "v1"), tagged);
            configure("backref.yaml", registry, "secret");
            configure("other.yaml", registry, "wrong");
            try (Program program = new Program(folder, "standalone", "--config", "backref.yaml")) {
                String url = "--url=http://127.0.0.1:" + program.awaitReady();
                String event = EVENT.replace("#", image.digest().toString());
                assertThat(hooks(1, event, "plain", "--config=other.yaml", "--send=body.json", url))
                        .contains("answered 401", "here it is <the content of " + folder.resolve("wrong") + ">")
                        .doesNotContain("hunter");
                assertThat(hooks(0, event, "plain", "--config=backref.yaml", "--send=body.json", url))
                        .contains("look        the manifest " + image.digest() + " of plain/app", "answered    202")
                        .contains("indexed     " + image.digest() + " at plain, after");
                String packages = PACKAGE.replace("#", packed.digest().toString());
                String header = "--header=X-GitHub-Event: package";
                assertThat(hooks(1, packages, "github", "--config=other.yaml", "--send=body.json", url, header))
                        .contains("answered 401");
                assertThat(hooks(0, packages, "github", "--config=backref.yaml", "--send=body.json", url, header))
                        .contains("proved by x-hub-signature-256", "indexed     " + packed.digest() + " at github");
                assertThat(hooks(0, TAGS, "quay", "--config=backref.yaml", "--send=body.json", url))
                        .contains("proved by query", "indexed     " + tagged.digest() + " at quay")
                        .doesNotContain("hunter");
                program.terminate();
                program.exit();
            }
        }
    }

    @Test
    void showsWithoutAnyoneWhatABodyBecomes() throws Exception {
        try (FakeRegistry registry = new FakeRegistry()) {
            configure("backref.yaml", registry, "secret");
        }
        assertThat(hooks(0, TAGS, "quay", "--config=backref.yaml", "--test=body.json"))
                .contains("hook        /hooks/quay, of the kind quay, for quay")
                .contains("event       push quay/team/app:v1")
                .contains("look        the tag v1 of quay/team/app", "answer      202");
        assertThat(hooks(1, "[", "quay", "--config=backref.yaml", "--test=body.json"))
                .contains("dead letter not-json");
    }

    private void configure(String name, FakeRegistry registry, String secret) throws IOException {
        Files.writeString(folder.resolve(secret), "hunter " + secret);
        StringBuilder config = new StringBuilder("data: ./data\nhttp: {port: 0}\nregistries:\n");
        for (String entry : List.of("plain, kind: distribution", "github, kind: ghcr", "quay, kind: quay")) {
            config.append("  - {name: ").append(entry).append(", url: '").append(registry.url());
            config.append("', webhook: {secret: 'file:").append(secret).append("'}}\n");
        }
        Files.writeString(folder.resolve(name), config);
    }

    /** All that the command says, once it has ended with this exit code. */
    private String hooks(int exit, String body, String... arguments) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("body.json"), body);
        List<String> all = new ArrayList<>(List.of("hooks"));
        all.addAll(List.of(arguments));
        try (Program command = new Program(folder, all.toArray(String[]::new))) {
            assertThat(command.exit()).as(command.out() + command.err()).isEqualTo(exit);
            return command.out() + command.err();
        }
    }
}
