package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.HelperFolder.access;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelperLookTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    private Path folder;

    private HelperFolder helpers;
    private volatile String password = "first";
    private volatile boolean tokens;

    @BeforeEach
    void findTheFolder() {
        helpers = new HelperFolder(folder);
    }

    @Test
    void looksWithWhatTheHelperSays() throws Exception {
        Account.Helper helper = helpers.answering("test", "bob", "first");
        try (FaultyRegistry registry = new FaultyRegistry(this::guard)) {
            RegistryClient client = client(registry, helper);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);

            assertThat(helpers.callsOf("test"))
                    .containsExactly("get " + URI.create(registry.url).getAuthority());
        }
    }

    @Test
    void askTheHelperOnceForAllLooksAtOnce() throws Exception {
        Account.Helper helper = helpers.answering("test", "bob", "first");
        try (FaultyRegistry registry = new FaultyRegistry(this::guard)) {
            RegistryClient client = client(registry, helper);
            List<Future<Look>> looks = new ArrayList<>();
            for (int count = 0; count < 50; count++) {
                looks.add(client.look(MANIFEST));
            }

            assertThat(looks).allSatisfy(look -> assertThat(await(look)).isInstanceOf(Found.class));
            assertThat(helpers.callsOf("test")).hasSize(1);
        }
    }

    @Test
    void asksTheHelperAgainWhenTheRegistryNoLongerTakesWhatItSaid() throws Exception {
        Account.Helper helper = helpers.answering("test", "bob", "first");
        try (FaultyRegistry registry = new FaultyRegistry(this::guard)) {
            RegistryClient client = client(registry, helper);
            await(client.look(MANIFEST));
            changeThePassword();

            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(helpers.callsOf("test")).hasSize(2);
        }
    }

    @Test
    void asksTheHelperAgainWhenTheTokenServerNoLongerTakesWhatItSaid() throws Exception {
        tokens = true;
        Account.Helper helper = helpers.answering("test", "bob", "first");
        try (FaultyRegistry registry = new FaultyRegistry(this::guard)) {
            RegistryClient client = client(registry, helper);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            changeThePassword();
            clock.advance(Duration.ofSeconds(60)); // So long a token lives.

            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(helpers.callsOf("test")).hasSize(2);
        }
    }

    @Test
    void asksTheHelperNoMoreThanOnceAgain() throws Exception {
        Account.Helper helper = helpers.answering("test", "bob", "first");
        try (FaultyRegistry registry = new FaultyRegistry(this::guard)) {
            RegistryClient client = client(registry, helper);
            await(client.look(MANIFEST));
            password = "of somebody else";

            for (int count = 0; count < 3; count++) {
                Later later = later(await(client.look(MANIFEST)));
                assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
            }
            assertThat(helpers.callsOf("test")).hasSize(2);
        }
    }

    @Test
    void isUnauthorizedWithWordsWhereTheHelperFails() throws Exception {
        Account.Helper helper = helpers.helper("test", "echo the session has expired >&2", "exit 1");
        try (FaultyRegistry registry = new FaultyRegistry(this::guard)) {
            RegistryClient client = client(registry, helper);
            Later later = later(await(client.look(MANIFEST)));
            assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
            assertThat(later.detail()).isEqualTo("docker-credential-test ended with 1: the session has expired");

            helpers.answering("test", "bob", "first");
            clock.advance(Duration.ofSeconds(2));
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
        }
    }

    @Test
    void doesNotAskTheHelperWhereNobodyWantsAPassword() throws Exception {
        Account.Helper helper = helpers.helper("test", "exit 1");
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            assertThat(await(client(registry, helper).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(helpers.callsOf("test")).isEmpty();
        }
    }

    @Test
    void doesNotAskTheHelperForATokenOfAnotherHost() throws Exception {
        Account.Helper helper = helpers.answering("test", "bob", "first");
        try (GuardedRegistry guarded = new GuardedRegistry(GuardedRegistry.saying("{\"token\":\"t\"}"))) {
            assertThat(await(client(guarded.registry, helper).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(helpers.callsOf("test")).isEmpty();
        }
    }

    private void changeThePassword() throws Exception {
        password = "second";
        helpers.answering("test", "bob", "second");
    }

    private RegistryClient client(FaultyRegistry registry, Account account) {
        return registry.client(access(account), clock, new HttpClientOptions());
    }

    /** Wants the password, or a token that it gives for that itself. */
    private void guard(HttpServerRequest request) {
        String pair = Base64.getEncoder().encodeToString(("bob:" + password).getBytes(StandardCharsets.UTF_8));
        boolean proved = ("Basic " + pair).equals(request.getHeader("Authorization"));
        boolean letIn = tokens ? ("Bearer " + pair).equals(request.getHeader("Authorization")) : proved;
        if (request.path().equals("/token") && proved) {
            request.response().end("{\"token\":\"" + pair + "\"}");
        } else if (letIn) {
            FaultyRegistry.serveManifest(request);
        } else {
            String bearer = "Bearer realm=\"http://" + request.authority() + "/token\"";
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", tokens ? bearer : "Basic realm=\"registry\"")
                    .end();
        }
    }
}
