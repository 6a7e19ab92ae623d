package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.WITH_PASSWORD;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.impatient;
import static dev.backref.ingest.registry.GuardedRegistry.saying;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedEntryLookTest {
    @Test
    void answersABasicChallengeWithThePassword() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> basic(request, "backref:pass:word"))) {
            RegistryClient client = registry.client(WITH_PASSWORD);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);

            assertThat(registry.seen)
                    .extracting(seen -> seen.authorization().isPresent())
                    .containsExactly(false, true, true);
        }
    }

    @Test
    void isUnauthorizedWhereThePasswordIsWrong() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> basic(request, "backref:changed"))) {
            assertThat(later(await(registry.client(WITH_PASSWORD).look(MANIFEST)))
                            .reason())
                    .isEqualTo(LookFailure.UNAUTHORIZED);
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void isUnauthorizedWhereAPasswordIsWantedAndNoneIsConfigured() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> basic(request, "backref:pass:word"))) {
            assertThat(later(await(registry.client(ANONYMOUS).look(MANIFEST))).reason())
                    .isEqualTo(LookFailure.UNAUTHORIZED);
            assertThat(registry.seen).hasSize(1);
        }
    }

    @Test
    void isUnauthorizedWhereThePasswordCannotBeReadAndDoesNotSayWhatWasThere() {
        Account unreadable = new Account.Named("backref", () -> {
            throw new IllegalStateException("hunter2");
        });
        Access access = new Access(Optional.of(unreadable), Budget.DEFAULT, Set.of());
        try (FaultyRegistry registry = new FaultyRegistry(request -> basic(request, "backref:pass:word"))) {
            Later later = later(await(registry.client(access).look(MANIFEST)));

            assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
            assertThat(later.detail()).contains("password").doesNotContain("hunter2");
        }
    }

    @Test
    void picksTheChallengeItCanMeetFromSeveralHeaders() {
        try (GuardedRegistry guarded = new GuardedRegistry(saying("{\"token\":\"t\"}"));
                FaultyRegistry registry = new FaultyRegistry(request -> {
                    if ("Bearer t".equals(request.getHeader("Authorization"))) {
                        FaultyRegistry.serveManifest(request);
                    } else {
                        request.response()
                                .headers()
                                .add("WWW-Authenticate", "Negotiate, Basic realm=\"r\"")
                                .add("WWW-Authenticate", "Bearer realm=" + guarded.tokenServer.url + "/token");
                        answer(request, 401);
                    }
                })) {
            assertThat(await(registry.client(WITH_PASSWORD).look(MANIFEST))).isInstanceOf(Found.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500,SERVER_ERROR",
        "503,SERVER_ERROR",
        "429,THROTTLED",
        "401,UNAUTHORIZED",
        "403,UNAUTHORIZED",
        "400,BAD_ANSWER",
        "404,BAD_ANSWER"
    })
    void reportsTheTokenServersOwnFailure(int status, LookFailure reason) {
        try (GuardedRegistry guarded = new GuardedRegistry(request -> answer(request, status))) {
            assertThat(later(await(guarded.registry.client(ANONYMOUS).look(MANIFEST)))
                            .reason())
                    .isEqualTo(reason);
        }
    }

    @Test
    void passesOnHowLongTheTokenServerWantsToBeLeftAlone() {
        try (GuardedRegistry guarded = new GuardedRegistry(request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "30")
                .end())) {
            assertThat(later(await(guarded.registry.client(ANONYMOUS).look(MANIFEST)))
                            .retryAfter())
                    .contains(Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "null",
                "{\"token\":\"\"}",
                "{\"token\":\"a b\\r\\n\"}",
                "{\"token\":{}}"
            })
    void takesNothingElseForAToken(String body) {
        try (GuardedRegistry guarded = new GuardedRegistry(saying(body))) {
            assertThat(later(await(guarded.registry.client(ANONYMOUS).look(MANIFEST)))
                            .reason())
                    .isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(guarded.authorizations()).containsExactly("-");
        }
    }

    @Test
    void readsNoMoreThanAMebibyteOfATokenResponse() {
        Buffer padded = Buffer.buffer("{\"token\":\"t\",\"padding\":\"" + "x".repeat(1024 * 1024) + "\"}");
        try (GuardedRegistry guarded =
                new GuardedRegistry(request -> request.response().end(padded))) {
            assertThat(later(await(guarded.registry.client(ANONYMOUS).look(MANIFEST)))
                            .reason())
                    .isEqualTo(LookFailure.BAD_ANSWER);
        }
    }

    @Test
    void aTokenServerThatHangsTimesOut() {
        try (GuardedRegistry guarded = new GuardedRegistry(request -> {})) {
            Timeouts timeouts = impatient(Duration.ofMillis(500), Duration.ofSeconds(15));
            Future<Look> look = guarded.registry.client(ANONYMOUS, timeouts).look(MANIFEST);

            assertThat(later(await(look)).reason()).isEqualTo(LookFailure.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/token", "/token", "https://user@127.0.0.1/token", "not a url", ""})
    void isUnauthorizedWhereTheRealmIsNoHttpAddress(String realm) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .setStatusCode(401)
                .putHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\"")
                .end())) {
            assertThat(later(await(registry.client(ANONYMOUS).look(MANIFEST))).reason())
                    .isEqualTo(LookFailure.UNAUTHORIZED);
            assertThat(registry.seen).hasSize(1);
        }
    }

    private static void basic(HttpServerRequest request, String account) {
        String expected = "Basic " + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8));
        if (expected.equals(request.getHeader("Authorization"))) {
            FaultyRegistry.serveManifest(request);
        } else {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Basic realm=\"registry\"")
                    .end();
        }
    }
}
