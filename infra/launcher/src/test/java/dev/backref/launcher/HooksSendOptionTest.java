package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code hooks --send} sends, and for what it waits. */
class HooksSendOptionTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String HOMES = "/api/v1/subjects/" + DIGEST + "?scope=homes&n=1";
    private static final String NOWHERE = "{\"completeness\":{\"registries\":[]}}";
    private static final String THERE = "{\"completeness\":{\"registries\":[{\"name\":\"other\",\"locations\":5},"
            + "{\"name\":\"local\",\"locations\":1}]}}";

    @TempDir
    private Path folder;

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        write("backref.yaml", """
                registries:
                  - {name: local, url: 'https://registry.example.com', webhook: {secret: 'file:secret'}}
                  - {name: changing, url: 'https://registry.example.com',
                     webhook: {secret: 'file:secret', previousSecret: 'env:NOT_SET'}}
                  - {name: quay, url: 'https://quay.io', kind: quay, webhook: {secret: 'file:secret'}}
                  - {name: gar, url: 'https://europe-docker.pkg.dev', kind: gar,
                     webhook: {oidc: {audience: a, identity: {email: e}}}}
                """);
        write("secret", "hunter 2");
        body("push");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void waitsUntilTheIndexHasWhatWasPushed() {
        server.says("/hooks/local", "202 ");
        server.says(HOMES, NOWHERE, NOWHERE, THERE);
        assertThat(send("local")).as(err::toString).isEqualTo(Exit.DONE);
        assertThat(server.asked()).containsExactly(HOMES, "/hooks/local", HOMES, HOMES);
        assertThat(out.toString())
                .contains(
                        "/hooks/local, proved by bearer\n",
                        "answered    202\n",
                        "indexed     " + DIGEST + " at local, after")
                .doesNotContain("hunter");
    }

    @Test
    void waitsUntilWhatWasDeletedIsGone() throws Exception {
        body("delete");
        server.says("/hooks/local", "202 ");
        server.says(HOMES, THERE, THERE, NOWHERE);
        assertThat(send("local")).as(err::toString).isEqualTo(Exit.DONE);
        assertThat(out.toString()).contains("indexed     " + DIGEST + " no more at local, after");
    }

    @Test
    void doesNotWaitForWhatIsThereAlready() {
        server.says("/hooks/local", "202 ");
        server.says(HOMES, THERE);
        assertThat(send("local")).isEqualTo(Exit.DONE);
        assertThat(server.asked()).containsExactly(HOMES, "/hooks/local");
        assertThat(out.toString()).contains("not followed: " + DIGEST + " at local is so already");
    }

    @Test
    void saysWhatNoLookupShows() throws Exception {
        write(
                "body.json",
                "{\"events\":[{\"id\":\"1\",\"action\":\"delete\",\"target\":{\"repository\":\"a\",\"tag\":\"v1\"}}]}");
        server.says("/hooks/local", "202 ");
        assertThat(send("local")).as(err::toString).isEqualTo(Exit.DONE);
        assertThat(server.asked()).containsExactly("/hooks/local");
        assertThat(out.toString())
                .contains(
                        "not followed: delete of local/a:v1, which no lookup shows\n",
                        "answered    202\nnothing to follow: taken; whether it became a dead letter there,"
                                + " `backref dead-letters` tells\n");
    }

    @Test
    void sendsNoSecretThatNoHeaderCanHold() throws Exception {
        write("secret", "hunter\n2");
        assertThat(send("local")).isEqualTo(Exit.CONFIGURATION);
        assertThat(err.toString())
                .isEqualTo("backref: registries[local].webhook.secret: holds a line break or another control character,"
                        + " and no header can\n");
        assertThat(out.toString()).doesNotContain("hunter");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void needsNoPreviousSecret() {
        server.says("/hooks/changing", "202 ");
        server.says(HOMES, THERE.replace("local", "changing"));
        assertThat(send("changing")).as(err::toString).isEqualTo(Exit.DONE);
    }

    @Test
    void givesUpInTime() {
        server.says("/hooks/local", "202 ");
        server.says(HOMES, NOWHERE);
        assertThat(send("local", "--timeout=1ms")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(err.toString())
                .contains("not so in the index in time: " + DIGEST + " at local; /api/v1/registries/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | 1 | answered 401: wrong; here it is <the content of /",
                "302 | 1 | answered 302: it is redirected, and no hook is: say with --url where Backref is",
                "404 | 1 | answered 404: wrong",
                "503 | 69 | answered 503: wrong",
            })
    void saysWhyItIsNotTaken(int status, int exit, String words) {
        server.says("/hooks/local", status + " {\"error\":{\"message\":\"wrong\"}}");
        server.says(HOMES, NOWHERE);
        assertThat(send("local")).isEqualTo(exit);
        assertThat(err.toString()).contains(words).doesNotContain("hunter");
    }

    @Test
    void putsTheSecretWhereTheRegistryWould() throws Exception {
        write("body.json", "{\"docker_url\":\"quay.io/a/b\",\"repository\":\"a/b\",\"updated_tags\":[\"v1\"]}");
        server.says("/hooks/quay?secret=hunter+2", "202 ");
        server.says("/v2/quay/a/b/manifests/v1", "401 {}");
        assertThat(send("quay")).as(err::toString).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .contains("proved by query", "not followed: what the tag quay/a/b:v1 points to; 401 is what")
                .doesNotContain("hunter");
        server.says("/hooks/quay", "202 ");
        assertThat(send("quay", "--proof=basic")).isEqualTo(Exit.DONE);
        assertThat(send("quay", "--proof=bear")).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("--proof is none of query, bearer, basic, bare: \"bear\"");
    }

    @Test
    void saysThatWhatWasTakenIsADeadLetter() throws Exception {
        write("body.json", "[");
        server.says("/hooks/local", "202 ");
        assertThat(send("local")).isEqualTo(Exit.FAILED);
        assertThat(out.toString()).contains("dead letter not-json", "answered    202");
        assertThat(server.asked()).containsExactly("/hooks/local");
    }

    @Test
    void showsNoSecretThatWhoeverAnswersRepeats() throws Exception {
        write("body.json", "{\"docker_url\":\"quay.io/a/b\",\"repository\":\"a/b\",\"updated_tags\":[\"v1\"]}");
        server.says("/hooks/quay?secret=hunter+2", "400 no page at /hooks/quay?secret=hunter+2");
        assertThat(send("quay")).isEqualTo(Exit.FAILED);
        assertThat(err.toString())
                .contains("answered 400: something that Backref does not say")
                .doesNotContain("hunter");
        server.says("/hooks/quay?secret=hunter+2", "200 a page of /hooks/quay?secret=hunter+2");
        assertThat(send("quay")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).contains("answered    200\n").doesNotContain("hunter");
    }

    @Test
    void wantsATokenWhereTokensProveTheSender() throws Exception {
        write("body.json", "{\"action\":\"INSERT\",\"digest\":\"europe-docker.pkg.dev/p/r/a@" + DIGEST + "\"}");
        assertThat(send("gar")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("give one with --header \"Authorization: Bearer …\"");
        server.says("/hooks/gar", "202 ");
        server.says(HOMES, THERE.replace("local", "gar"));
        assertThat(send("gar", "--header=Authorization: Bearer x"))
                .as(err::toString)
                .isEqualTo(Exit.DONE);
    }

    private void body(String action) throws IOException {
        write(
                "body.json",
                "{\"events\":[{\"id\":\"1\",\"action\":\"" + action
                        + "\",\"target\":{\"repository\":\"a\",\"digest\":\"" + DIGEST + "\"}}]}");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private int send(String registry, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "hooks",
                registry,
                "--send=" + folder.resolve("body.json"),
                "--config=" + folder.resolve("backref.yaml"),
                "--url=" + server.address()));
        all.addAll(List.of(more));
        return Backref.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
