package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.BACKREF;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.TAG;
import static dev.backref.ingest.registry.FaultyRegistry.WITH_PASSWORD;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.GuardedRegistry.numbered;
import static dev.backref.ingest.registry.GuardedRegistry.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.Look.PointsTo;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLookTest {
    private static final String BASIC = "Basic YmFja3JlZjpwYXNzOndvcmQ=";

    private final List<Integer> given = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"t\"}",
                "{\"access_token\":\"t\",\"expires_in\":300}",
                "{\"token\":\"\",\"access_token\":\"t\",\"expires_in\":\"300\"}"
            })
    void looksWithTheTokenThatTheTokenServerGives(String response) {
        try (GuardedRegistry guarded = new GuardedRegistry(saying(response))) {
            assertThat(await(guarded.registry.client(ANONYMOUS).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t");
            assertThat(guarded.tokenServer.seenUris())
                    .containsExactly("/token?old=1&service=the%20registry&scope=repository%3Ateam%2Fapp%3Apull");
        }
    }

    @Test
    void looksAtATagWithAToken() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            assertThat(await(guarded.registry.client(ANONYMOUS).look(TAG))).isInstanceOf(PointsTo.class);
        }
    }

    @Test
    void asksForPullingTheRepositoryWhereTheChallengeNamesNoScope() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            guarded.scope = "";
            await(guarded.registry.client(ANONYMOUS).look(MANIFEST));

            assertThat(guarded.tokenServer.seenUris())
                    .singleElement()
                    .asString()
                    .endsWith("&scope=repository%3Ateam%2Fapp%3Apull");
        }
    }

    @Test
    void neverSendsCredentialsToAnotherHost() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            assertThat(await(guarded.registry.client(WITH_PASSWORD).look(MANIFEST)))
                    .isInstanceOf(Found.class);
            assertThat(guarded.shownToTokenServer()).containsExactly(Optional.empty());
        }
    }

    @Test
    void sendsCredentialsToATokenHostThatTheOperatorAllows() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            Access allowing = new Access(Optional.of(BACKREF), Budget.DEFAULT, Set.of(authority(guarded.tokenServer)));
            assertThat(await(guarded.registry.client(allowing).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(guarded.shownToTokenServer()).containsExactly(Optional.of(BASIC));
        }
    }

    @Test
    void sendsCredentialsToATokenRealmOnTheRegistrysOwnHost() {
        try (FaultyRegistry registry = new FaultyRegistry(TokenLookTest::registryAndTokenServer)) {
            assertThat(await(registry.client(WITH_PASSWORD).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(registry.seen.get(1).authorization()).contains(BASIC);
        }
    }

    @Test
    void doesNotCarryCredentialsAlongWhenATokenServerRedirects() {
        try (FaultyRegistry other = new FaultyRegistry(saying("{\"token\":\"t\"}"));
                GuardedRegistry guarded =
                        new GuardedRegistry(request -> FaultyRegistry.redirect(request, 307, other.url + "/token"))) {
            Access allowing = new Access(Optional.of(BACKREF), Budget.DEFAULT, Set.of(authority(guarded.tokenServer)));
            assertThat(await(guarded.registry.client(allowing).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(other.seen)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.authorization()).isEmpty());
        }
    }

    @Test
    void keepsATokenForTheNextLookAtTheRepository() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            await(client.look(MANIFEST));
            await(client.look(TAG));

            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "Bearer t1");
        }
    }

    @Test
    void asksAgainForATokenThatExpired() {
        MovableClock clock = new MovableClock();
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            RegistryClient client = guarded.registry.client(ANONYMOUS, clock, new HttpClientOptions());
            await(client.look(MANIFEST));
            clock.advance(Duration.ofSeconds(280));
            await(client.look(MANIFEST));
            clock.advance(Duration.ofSeconds(15));
            await(client.look(MANIFEST));

            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "Bearer t1", "Bearer t2");
        }
    }

    @Test
    void asksEachTimeForATokenThatIsNotMeantToBeKept() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 0))) {
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            await(client.look(MANIFEST));
            await(client.look(MANIFEST));

            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "Bearer t2");
        }
    }

    @Test
    void doesNotUseOneRepositorysTokenForAnother() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            guarded.scope = "";
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            await(client.look(TAG));
            await(client.look(Source.parse("local/team/other:v1")));

            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "-", "Bearer t2");
        }
    }

    @Test
    void replacesATokenThatTheRegistryNoLongerTakes() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            await(client.look(MANIFEST));
            guarded.likes = "Bearer t2"::equals;

            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "Bearer t1", "Bearer t2");
        }
    }

    @Test
    void replacesARefusedTokenOnlyOnce() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            await(client.look(MANIFEST));
            guarded.likes = header -> false;
            Look refused = await(client.look(MANIFEST));

            assertThat(refused)
                    .isInstanceOfSatisfying(
                            Later.class, later -> assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED));
            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "Bearer t1", "Bearer t2");
        }
    }

    @Test
    void doesNotUseARefusedTokenAtTheNextLook() {
        try (GuardedRegistry guarded = new GuardedRegistry(numbered(given, 300))) {
            guarded.likes = header -> false;
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            await(client.look(MANIFEST));
            guarded.likes = header -> true;

            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(guarded.authorizations()).containsExactly("-", "Bearer t1", "-", "Bearer t2");
        }
    }

    @Test
    void sharesOneTokenRequest() {
        Queue<HttpServerRequest> waiting = new ConcurrentLinkedQueue<>();
        try (GuardedRegistry guarded = new GuardedRegistry(waiting::add)) {
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            List<Future<Look>> looks = new ArrayList<>(List.of(client.look(MANIFEST)));
            await().until(() -> !waiting.isEmpty());
            // The challenge is known by now: these need the token that is being waited for.
            while (looks.size() < Budget.DEFAULT.concurrent()) {
                looks.add(client.look(MANIFEST));
            }
            waiting.remove().response().end("{\"token\":\"t\"}");

            assertThat(looks).allSatisfy(look -> assertThat(await(look)).isInstanceOf(Found.class));
            assertThat(guarded.tokenServer.seen).hasSize(1);
        }
    }

    private static String authority(FaultyRegistry server) {
        return URI.create(server.url).getAuthority();
    }

    private static void registryAndTokenServer(HttpServerRequest request) {
        if (request.path().equals("/token")) {
            request.response().end("{\"token\":\"t\"}");
        } else if ("Bearer t".equals(request.getHeader("Authorization"))) {
            FaultyRegistry.serveManifest(request);
        } else {
            String realm = "http://" + request.authority() + "/token";
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"s\"")
                    .end();
        }
    }
}
