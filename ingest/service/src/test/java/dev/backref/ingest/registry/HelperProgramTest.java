package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelperProgramTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    private HelperFolder helpers;

    @BeforeEach
    void findTheFolder() {
        helpers = new HelperFolder(folder);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void isAskedForTheServerOnItsInput() throws Exception {
        Account.Helper helper = helpers.answering("test", "AWS", "hunter2");

        assertThat(ask(helper, LONG)).contains(Credentials.password("AWS", "hunter2"));
        assertThat(helpers.callsOf("test")).containsExactly("get registry.example.com:5000");
    }

    @Test
    void mayAnswerWithAnIdentityToken() throws Exception {
        Account.Helper helper = helpers.answering("test", "<token>", "refresh");

        assertThat(ask(helper, LONG)).contains(Credentials.identityToken("<token>", "refresh"));
    }

    @Test
    void mayWarnBesideItsAnswer() throws Exception {
        Account.Helper helper =
                helpers.helper("test", "echo careful >&2", "echo '" + HelperFolder.answer("bob", "hunter2") + "'");

        assertThat(ask(helper, LONG)).contains(Credentials.password("bob", "hunter2"));
    }

    @Test
    void mayHaveNothing() throws Exception {
        Account.Helper helper = helpers.helper("test", "echo credentials not found in native keychain", "exit 1");

        assertThat(ask(helper, LONG)).isEmpty();
        assertFails(() -> await(program(helper, LONG).require("registry.example.com")))
                .hasMessageContaining("docker-credential-test has no credentials for registry.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo no network >&2; exit 3 | docker-credential-test ended with 3: no network",
                "echo the session has expired; exit 1 | docker-credential-test ended with 1: the session has expired",
                "exit 4 | docker-credential-test ended with 4",
                "echo no json | docker-credential-test answered no JSON",
                "echo '[]' | docker-credential-test answered no JSON",
                "echo '{\"Username\":\"bob\"}' | docker-credential-test answered no Secret",
                "printf 'two\\nlines\\033' >&2; exit 1 | docker-credential-test ended with 1: two lines",
            })
    void failsInWordsOfItsOwn(String script, String words) throws Exception {
        Account.Helper helper = helpers.helper("test", script);

        assertFails(() -> ask(helper, LONG)).hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "echo '{\"Username\":\"bob\",\"Secret\":\"hunter2\"}'; exit 1",
        "echo '{\"Username\":\"bob\",\"Secret\":\"hunter2\"'; exit 1",
        "echo '{\"Username\":\"bob\",\"Secret\":\"hunter2\"'",
        "echo '{\"Username\":\"bob\",\"Secret\":\"hunter2\"}'; echo got hunter2 >&2; exit 1",
    })
    void neverShowsTheSecret(String script) throws Exception {
        Account.Helper helper = helpers.helper("test", script);

        assertFails(() -> ask(helper, LONG))
                .hasMessageContaining("docker-credential-test")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void saysOnlyTheBeginningOfWhatWentWrong() throws Exception {
        Account.Helper helper = helpers.helper("test", "yes error | head -c 1000000 >&2", "exit 1");

        assertFails(() -> ask(helper, LONG))
                .hasMessageContaining("error error")
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void mayNotAnswerWithoutAnEnd() throws Exception {
        Account.Helper helper = helpers.helper("test", "yes");

        assertFails(() -> ask(helper, LONG)).hasMessageContaining("wrote more than 65536 bytes");
    }

    @Test
    void isKilledWithWhatItStartedWhenItTakesTooLong() throws Exception {
        Path child = folder.resolve("child");
        Account.Helper helper = helpers.helper("test", "sleep 600 &", "echo $! > '" + child + "'", "wait");

        assertFails(() -> ask(helper, Duration.ofSeconds(4))).hasMessageContaining("took longer than 4000 ms");
        long pid = Long.parseLong(Files.readString(child).strip());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void isNotWaitedForBecauseOfWhatItLeavesBehind() throws Exception {
        Path child = folder.resolve("child");
        Account.Helper helper = helpers.helper(
                "test",
                "sleep 600 &",
                "echo $! > '" + child + "'",
                "echo '" + HelperFolder.answer("bob", "hunter2") + "'");
        try {
            assertThat(ask(helper, LONG)).contains(Credentials.password("bob", "hunter2"));
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(child).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void needNotReadWhatItIsAskedFor() throws Exception {
        Path program = folder.resolve("docker-credential-deaf");
        Files.writeString(program, "#!/bin/sh\necho '" + HelperFolder.answer("bob", "hunter2") + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(ask(new Account.Helper("deaf", helpers.programs()), LONG))
                .contains(Credentials.password("bob", "hunter2"));
    }

    @Test
    void mustBeOnThePath() {
        assertFails(() -> ask(new Account.Helper("absent", helpers.programs()), LONG))
                .hasMessageContaining("docker-credential-absent is nowhere on the PATH");
    }

    private Optional<Credentials> ask(Account.Helper helper, Duration time) {
        return await(program(helper, time).get("registry.example.com:5000"));
    }

    private HelperProgram program(Account.Helper helper, Duration time) {
        return new HelperProgram(vertx, helper, time);
    }

    private static AbstractThrowableAssert<?, ?> assertFails(ThrowingCallable asked) {
        return assertThatThrownBy(asked)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(Unanswered.class)
                .hasMessageContaining(LookFailure.UNAUTHORIZED.name());
    }
}
