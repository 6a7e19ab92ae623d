package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(run("{\"subject\":{\"digest\":\"latest\"}}")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("manifest.json: subject.digest: not a digest: \"latest\"");
        assertThat(run("{}", "--tag=?")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("kinds", folder.resolve("absent").toString())).isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("kinds")).isEqualTo(Exit.USAGE);
    }

    private int run(String manifest, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("manifest.json"), manifest);
        String[] arguments = new String[more.length + 1];
        arguments[0] = file.toString();
        System.arraycopy(more, 0, arguments, 1, more.length);
        return new CommandLine(new KindsCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
