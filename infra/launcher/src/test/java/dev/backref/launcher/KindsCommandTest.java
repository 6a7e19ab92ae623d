package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KindsCommandTest {
    private static final String SUBJECT = "a".repeat(64);

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsWhatAManifestBecomesAndByWhichRule() throws Exception {
        int exit = run("""
                {"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json"},
                 "layers":[{"mediaType":"application/vnd.dsse.envelope.v1+json","digest":"sha256:%s",
                            "annotations":{"predicateType":"https://openvex.dev/ns/v0.2.0"}}]}
                """.formatted("b".repeat(64)), "--tag=sha256-" + SUBJECT + ".att");

        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains(
                        "media type     application/vnd.oci.image.manifest.v1+json",
                        "artifact type  application/vnd.oci.image.config.v1+json",
                        "kinds          vex",
                        "layer          sha256:" + "b".repeat(64) + " vex",
                        "why            layers[0].annotations[\"predicateType\"] = \"https://openvex.dev/ns/v0.2.0\""
                                + " fits \"https://openvex.dev/ns*\": vex")
                .anyMatch(line -> line.startsWith("edge           sha256:" + SUBJECT + " <- sha256:")
                        && line.endsWith(" (cosign-tag)"));
    }

    @Test
    void showsWhatAManifestNamesAndIsNoEvidenceOf() throws Exception {
        String child = "related        index-child sha256:" + "b".repeat(64);
        String base = "related        base-image sha256:" + "c".repeat(64);
        String index = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",
                 "manifests":[{"digest":"sha256:%s"}],
                 "annotations":{"org.opencontainers.image.base.digest":"sha256:%s"}}
                """.formatted("b".repeat(64), "c".repeat(64));

        assertThat(run(index)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines()).contains(child, base);
        out.getBuffer().setLength(0);
        assertThat(run(index, "--tag=sha256-" + SUBJECT)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines()).contains(base).doesNotContain(child);
    }

    /** The type is optional in an index, and a file has no registry that knows it. */
    @Test
    void takesWhatListsManifestsForAnIndex() throws Exception {
        String index = "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:" + "b".repeat(64) + "\"}]}";
        assertThat(run(index)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains(
                        "media type     application/vnd.oci.image.index.v1+json",
                        "related        index-child sha256:" + "b".repeat(64));
        out.getBuffer().setLength(0);
        assertThat(run(index, "--media-type=application/vnd.oci.image.manifest.v1+json"))
                .isEqualTo(Exit.DONE);
        assertThat(out.toString()).doesNotContain("index-child");
    }

    @Test
    void readsRowsOfAConfigurationAsWell() throws Exception {
        Path config = Files.writeString(folder.resolve("backref.yaml"), """
                kinds: {types: {application/vnd.example.*: approval}}
                registries: [{name: local, url: 'http://127.0.0.1:5000', webhook: {secret: 'env:NOT_SET'}}]
                """);
        String manifest = "{\"artifactType\":\"application/vnd.example.x\"}";
        assertThat(run(manifest)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines()).contains("kinds          unknown");
        out.getBuffer().setLength(0);
        assertThat(run(manifest, "--config=" + config)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains(
                        "kinds          approval",
                        "why            artifactType = \"application/vnd.example.x\" fits"
                                + " \"application/vnd.example.*\": approval");
    }

    @Test
    void takesDockersManifestListForNoListOfReferrers() throws Exception {
        String list = """
                {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json",
                 "manifests":[{"digest":"sha256:%s"}]}
                """.formatted("b".repeat(64));
        assertThat(run(list, "--tag=sha256-" + SUBJECT)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains("related        index-child sha256:" + "b".repeat(64))
                .noneMatch(line -> line.startsWith("edge "));
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(run("{\"subject\":{\"digest\":\"latest\"}}")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("manifest.json: subject.digest: not a digest: \"latest\"");
        assertThat(run("{}", "--tag=?")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("kinds", folder.resolve("absent").toString())).isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("kinds", folder.toString())).isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("kinds")).isEqualTo(Exit.USAGE);
    }

    @Test
    void readsStandardInput() {
        byte[] manifest = "{\"config\":{\"mediaType\":\"application/spdx+json\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(execute(new ByteArrayInputStream(manifest), "-")).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines()).contains("digest         " + Digest.sha256(manifest), "kinds          sbom");
        assertThat(execute(new ByteArrayInputStream(new byte[] {'['}), "-")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).startsWith("backref: standard input: not JSON: ");
    }

    @Test
    void saysThatNoRegistryHasSuchAManifest() throws Exception {
        assertThat(run("latest")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("manifest.json: not JSON: ", "'latest'");
        err.getBuffer().setLength(0);
        assertThat(run("[]")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("manifest.json: a manifest is a JSON object");
        err.getBuffer().setLength(0);
        String most = "{}" + " ".repeat(Observation.Manifest.MOST_BYTES - 2);
        assertThat(run(most)).isEqualTo(Exit.DONE);
        assertThat(run(most + " ")).isEqualTo(Exit.FAILED);
        assertThat(err.toString())
                .contains("manifest.json: has more than 4194304 bytes, and no such manifest is taken");
    }

    private int run(String manifest, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("manifest.json"), manifest);
        String[] arguments = new String[more.length + 1];
        arguments[0] = file.toString();
        System.arraycopy(more, 0, arguments, 1, more.length);
        return execute(InputStream.nullInputStream(), arguments);
    }

    private int execute(InputStream stdin, String... arguments) {
        return new CommandLine(new KindsCommand(stdin))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
