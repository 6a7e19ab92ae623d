package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.TAG;
import static dev.backref.ingest.registry.FaultyRegistry.WITH_PASSWORD;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.redirect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.FaultyRegistry.Seen;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectLookTest {
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsARedirectToAnotherOriginWithoutCredentials(int status) {
        try (FaultyRegistry storage = new FaultyRegistry(FaultyRegistry::serveManifest);
                FaultyRegistry registry = new FaultyRegistry(request -> withPassword(
                        request, () -> redirect(request, status, storage.url + "/blob?signature=secret")))) {
            assertThat(await(registry.client(WITH_PASSWORD).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(storage.seen).singleElement().satisfies(seen -> {
                assertThat(seen.method()).isEqualTo("GET");
                assertThat(seen.uri()).isEqualTo("/blob?signature=secret");
                assertThat(seen.authorization()).isEmpty();
            });
        }
    }

    @Test
    void keepsTheMethodOfAHead() {
        try (FaultyRegistry storage = new FaultyRegistry(FaultyRegistry::serveManifest);
                FaultyRegistry registry =
                        new FaultyRegistry(request -> redirect(request, 307, storage.url + "/elsewhere"))) {
            assertThat(registry.look(TAG)).isEqualTo(new Look.PointsTo(FaultyRegistry.DIGEST));
            assertThat(storage.seen).extracting(Seen::method).containsExactly("HEAD");
        }
    }

    @Test
    void keepsCredentialsOnTheWayToTheSameOrigin() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> withPassword(request, () -> {
            if (request.path().equals("/moved")) {
                FaultyRegistry.serveManifest(request);
            } else {
                redirect(request, 308, "/moved");
            }
        }))) {
            assertThat(await(registry.client(WITH_PASSWORD).look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(registry.seen.get(2).uri()).isEqualTo("/moved");
            assertThat(registry.seen.get(2).authorization()).isPresent();
        }
    }

    @Test
    void doesNotTakeCredentialsUpAgainAfterADetour() {
        try (FaultyRegistry detour = new FaultyRegistry(
                        request -> redirect(request, 302, "http://" + request.getParam("back") + "/moved"));
                FaultyRegistry registry = new FaultyRegistry(request -> {
                    if (request.path().equals("/moved")) {
                        answer(request, 404);
                    } else {
                        withPassword(
                                request,
                                () -> redirect(
                                        request,
                                        302,
                                        detour.url + "/?back="
                                                + request.authority().toString()));
                    }
                })) {
            assertThat(await(registry.client(WITH_PASSWORD).look(MANIFEST))).isEqualTo(new Gone());
            assertThat(registry.seen).last().extracting(Seen::authorization).isEqualTo(Optional.empty());
        }
    }

    @Test
    void doesNotAnswerTheChallengeOfWhomeverARedirectLedTo() {
        try (FaultyRegistry stranger =
                        new FaultyRegistry(request -> withPassword(request, () -> answer(request, 500)));
                FaultyRegistry registry = new FaultyRegistry(request -> redirect(request, 302, stranger.url + "/"))) {
            Look look = await(registry.client(WITH_PASSWORD).look(MANIFEST));

            assertThat(look)
                    .isInstanceOfSatisfying(
                            Later.class, later -> assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED));
            assertThat(stranger.seen)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.authorization()).isEmpty());
        }
    }

    @Test
    void followsFiveRedirectsButNotASixth() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> hop(request, 5));
                FaultyRegistry endless = new FaultyRegistry(request -> hop(request, 6))) {
            assertThat(registry.look(MANIFEST)).isInstanceOf(Found.class);
            assertThat(endless.look(MANIFEST))
                    .isInstanceOfSatisfying(
                            Later.class, later -> assertThat(later.reason()).isEqualTo(LookFailure.REDIRECT_REFUSED));
            assertThat(endless.seen).hasSize(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://storage.example/x", "file:///etc/passwd", "http://a b", "http://u:p@127.0.0.1/x"})
    void refusesARedirectToNoHttpAddress(String location) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> redirect(request, 302, location))) {
            assertThat(registry.look(MANIFEST))
                    .isInstanceOfSatisfying(
                            Later.class, later -> assertThat(later.reason()).isEqualTo(LookFailure.REDIRECT_REFUSED));
        }
    }

    @Test
    void refusesARedirectThatLeadsNowhere() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, 302))) {
            assertThat(registry.look(MANIFEST)).isInstanceOf(Later.class);
        }
    }

    @Test
    void namesNoQueryInWhatItReports() {
        try (FaultyRegistry storage = new FaultyRegistry(request -> answer(request, 500));
                FaultyRegistry registry =
                        new FaultyRegistry(request -> redirect(request, 302, storage.url + "/blob?signature=secret"))) {
            assertThat(registry.look(MANIFEST)).asString().contains("/blob").doesNotContain("secret");
        }
    }

    private static void hop(HttpServerRequest request, int last) {
        String at = request.getParam("at");
        int hop = at == null ? 0 : Integer.parseInt(at);
        if (hop == last) {
            FaultyRegistry.serveManifest(request);
        } else {
            redirect(request, 302, request.path() + "?at=" + (hop + 1));
        }
    }

    private static void withPassword(HttpServerRequest request, Runnable then) {
        if (request.getHeader("Authorization") == null) {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Basic realm=\"registry\"")
                    .end();
        } else {
            then.run();
        }
    }
}
