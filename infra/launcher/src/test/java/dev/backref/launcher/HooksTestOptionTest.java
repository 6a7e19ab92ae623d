package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.receive.ConfiguredHook;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code hooks --test} shows of a body. */
class HooksTestOptionTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String DATA = "{\"name\":\"app\",\"reference\":\"v1\",\"digest\":\"" + DIGEST + "\"}";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void configure() throws IOException {
        write("backref.yaml", """
                registries:
                  - {name: zot, url: 'https://zot.example.com', kind: zot, webhook: {secret: 'file:secret'},
                     repositories: {exclude: [tmp]}}
                  - {name: changing, url: 'https://registry.example.com',
                     webhook: {secret: 'file:secret', previousSecret: 'env:NOT_SET'}}
                  - {name: gar, url: 'https://europe-docker.pkg.dev', kind: gar,
                     webhook: {oidc: {audience: a, identity: {email: e}}}}
                  - {name: quay, url: 'https://quay.io', kind: quay, webhook: {secret: 'env:NOT_SET'}}
                """);
        write("secret", "hunter2");
    }

    @Test
    void showsStepByStepWhatBecomesOfABody() throws Exception {
        write("body.json", DATA);
        write("headers.txt", """
                POST <sinks[].address> HTTP/1.1
                # noted by hand
                Ce-Specversion: 1.0
                Ce-Type: zotregistry.image.updated
                Ce-Id: 7a2f
                Ce-Time: 2026-01-01T00:00:00Z

                Authorization: Bearer hunter2
                """);
        assertThat(hooks("zot", "--test=" + folder.resolve("body.json"), "--header=@" + folder.resolve("headers.txt")))
                .isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .containsExactly(
                        "hook        /hooks/zot, of the kind zot, for zot",
                        "sender      proved",
                        "read        push 1",
                        "event       push zot/app@" + DIGEST + ", of 2026-01-01T00:00:00Z, id 7a2f",
                        "event       push zot/app:v1, which pointed to " + DIGEST
                                + ", of 2026-01-01T00:00:00Z, id 7a2f",
                        "look        the manifest " + DIGEST + " of zot/app",
                        "look        the tag v1 of zot/app",
                        "answer      202");
    }

    @Test
    void showsWhatIsLeftOutAndWhatIsNotProved() throws Exception {
        write("body.json", DATA.replace("app", "tmp"));
        List<String> wrong = List.of(
                "--header=ce-specversion: 1.0", "--header=ce-type: zot.image.deleted", "--header=Authorization: x");
        assertThat(hooks("zot", "--test=" + folder.resolve("body.json"), wrong.toArray(String[]::new)))
                .isEqualTo(Exit.FAILED);
        assertThat(out.toString().lines())
                .contains(
                        "sender      not proved: the hook answers 401, and nothing else is done",
                        "left out    the tag v1 of zot/tmp: registries[zot].repositories does not let it pass",
                        "look        at nothing");
        assertThat(out.toString()).doesNotContain("hunter2", "answer  ");
    }

    @Test
    void saysWhyABodyWouldBeADeadLetter() {
        InputStream body = new ByteArrayInputStream(
                "{\"docker_url\":\"quay.io/a/b\",\"repository\":\"a/b\",\"updated_tags\":[\"?\"]}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(run(body, "quay", "--test=-")).isEqualTo(Exit.FAILED);
        assertThat(out.toString().lines())
                .contains(
                        "sender      not looked at: the headers hold nothing that could prove it",
                        "read        refused 1",
                        "dead letter malformed-event: updated_tags: not a tag: \"?\"",
                        "lost        what that may have told: from then on webhooks are known to be missing");
    }

    @Test
    void tellsTheTerminalNothingOfWhatABodyHolds() {
        InputStream body = new ByteArrayInputStream(
                "{\"docker_url\":\"quay.io/a/b\",\"repository\":\"a/b\",\"updated_tags\":[\"a\\u001b[2J\\nlook\\u009b\"]}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(run(body, "quay", "--test=-")).isEqualTo(Exit.FAILED);
        assertThat(out.toString().lines())
                .contains("dead letter malformed-event: updated_tags: not a tag: \"a [2J look \"");
    }

    @Test
    void countsWhatNobodyKnows() throws Exception {
        write("body.json", "{}");
        assertThat(hooks(
                        "zot",
                        "--test=" + folder.resolve("body.json"),
                        "--header=ce-specversion: 1.0",
                        "--header=ce-type: zot.image.copied"))
                .isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains("read        unknown-type 1", "unknown     \"zot.image.copied\", 1 times");
    }

    @Test
    void judgesNoTokens() throws Exception {
        write("body.json", "{\"action\":\"INSERT\",\"digest\":\"europe-docker.pkg.dev/p/r/a@" + DIGEST + "\"}");
        String body = "--test=" + folder.resolve("body.json");
        assertThat(hooks("gar", body, "--header=Authorization: Bearer x")).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains("sender      not judged: only its issuer can tell", "answer      202");
    }

    @Test
    void takesAPreviousSecretThatIsNotHereForNone() throws Exception {
        write("body.json", "{\"events\":[]}");
        String body = "--test=" + folder.resolve("body.json");
        assertThat(hooks("changing", body, "--header=Authorization: hunter2"))
                .as(err::toString)
                .isEqualTo(Exit.DONE);
        assertThat(hooks("changing", body, "--header=Authorization: other")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void namesTheSecretThatIsNotHere() throws Exception {
        write("body.json", "{}");
        assertThat(hooks("quay", "--test=" + folder.resolve("body.json"), "--header=Authorization: x"))
                .isEqualTo(Exit.CONFIGURATION);
        assertThat(err.toString())
                .contains("registries[quay].webhook.secret: names a variable that is not set or is blank");
    }

    @Test
    void refusesWhatIsNoHeaderAndWhatIsTooLarge() throws Exception {
        write("body.json", "{}");
        String body = "--test=" + folder.resolve("body.json");
        assertThat(hooks("zot", body, "--header=no colon hunter3")).isEqualTo(Exit.USAGE);
        assertThat(err.toString())
                .contains("--header is no header, as \"Name: value\" in ASCII")
                .doesNotContain("hunter3");
        write("headers.txt", "POST / HTTP/1.1\nce-id: 1\nPOST again\n");
        assertThat(hooks("zot", body, "--header=@" + folder.resolve("headers.txt")))
                .isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("headers.txt, line 3 is no header");
        assertThat(hooks("zot", body, "--header=@" + folder.resolve("absent"))).isEqualTo(Exit.UNAVAILABLE);
        InputStream large = new ByteArrayInputStream(new byte[ConfiguredHook.LARGEST_BODY + 1]);
        assertThat(run(large, "zot", "--test=-")).isEqualTo(Exit.FAILED);
        assertThat(err.toString())
                .contains("standard input has more than 8388608 bytes, and a hook answers 413 to that");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private int hooks(String registry, String test, String... more) {
        List<String> arguments = new ArrayList<>(List.of(registry, test));
        arguments.addAll(List.of(more));
        return run(InputStream.nullInputStream(), arguments.toArray(String[]::new));
    }

    private int run(InputStream stdin, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--config=" + folder.resolve("backref.yaml")));
        all.addAll(List.of(arguments));
        return new CommandLine(new HooksCommand(stdin))
                .setExecutionExceptionHandler((failure, command, parsed) -> Backref.explain(failure, command))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
