package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.DIGEST;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.TAG;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a 404 that proves nothing, by how the registry answers whether it is there. */
class RegistryBehindNotFoundTest {
    private static final String MANIFEST_URI = "/v2/team/app/manifests/" + DIGEST;
    private static final Timeouts IMPATIENT = FaultyRegistry.impatient(Duration.ofMillis(400), Duration.ofMinutes(1));

    @ParameterizedTest
    @CsvSource({
        "400,UNPROVEN_404",
        "204,UNPROVEN_404",
        "404,UNPROVEN_404",
        "403,UNAUTHORIZED",
        "500,SERVER_ERROR",
        "503,SERVER_ERROR",
        "429,THROTTLED"
    })
    void isLaterWhereTheRegistryAnswersOtherwise(int status, LookFailure reason) {
        try (FaultyRegistry registry = new FaultyRegistry(Stray.ENVOY.before(status))) {
            assertThat(registry.look(MANIFEST)).isInstanceOfSatisfying(Later.class, later -> {
                assertThat(later.reason()).isEqualTo(reason);
                assertThat(later.detail())
                        .startsWith("GET " + registry.url + MANIFEST_URI + " answered 404, and nothing shows")
                        .endsWith("GET " + registry.url + "/v2/ answered " + status);
            });
        }
    }

    @Test
    void passesOnHowLongTheRegistryWantsToBeLeftAlone() {
        try (FaultyRegistry registry = new FaultyRegistry(Stray.ENVOY.before(request -> {
            request.response().putHeader("Retry-After", "30");
            FaultyRegistry.answer(request, 503);
        }))) {
            assertThat(((Later) registry.look(MANIFEST)).retryAfter()).contains(Duration.ofSeconds(30));
        }
    }

    @Test
    void aPageForPeopleIsNoRegistry() {
        try (FaultyRegistry registry = new FaultyRegistry(Stray.ENVOY.before(request -> {
            request.response().putHeader("Content-Type", "text/html").end("<html>");
        }))) {
            assertUnproven(registry.look(MANIFEST), "with a page for people");
        }
    }

    @Test
    void endsInItsTimeWhereTheRegistryHangs() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (!request.path().equals(Stray.BASE)) {
                Stray.ENVOY.answer(request);
            }
        })) {
            RegistryClient client = registry.client(ANONYMOUS, IMPATIENT);
            Future<Look> one = client.look(MANIFEST);
            Future<Look> other = client.look(TAG);
            assertThat(List.of(await(one), await(other)))
                    .allSatisfy(look -> assertThat(((Later) look).reason()).isEqualTo(LookFailure.TIMED_OUT))
                    .as("the one that waits for the next request ends by its own time")
                    .anyMatch(look -> ((Later) look).detail().endsWith("whether it is there took too long"));
        }
    }

    @Test
    void isLaterWhereTheConnectionBreaks() {
        try (FaultyRegistry registry = new FaultyRegistry(
                Stray.ENVOY.before(request -> request.connection().close()))) {
            assertThat(((Later) registry.look(MANIFEST)).reason()).isEqualTo(LookFailure.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    void asksWithTheCredentialsThatTheLookTook(int status) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (request.getHeader("Authorization") == null) {
                request.response().putHeader("WWW-Authenticate", "Basic realm=\"r\"");
                FaultyRegistry.answer(request, 401);
            } else {
                Stray.ENVOY.before(status).handle(request);
            }
        })) {
            Look look = await(registry.client(FaultyRegistry.WITH_PASSWORD).look(MANIFEST));

            assertThat(look instanceof Gone)
                    .as("401 is a proxy's that asks who is there")
                    .isEqualTo(status == 200);
            assertThat(registry.seenUris()).containsExactly(MANIFEST_URI, MANIFEST_URI, Stray.BASE);
        }
    }

    @Test
    void isNotShownToBeTheRegistrysByWhomeverARedirectLeadsTo() {
        try (FaultyRegistry login = new FaultyRegistry(request -> FaultyRegistry.answer(request, 200));
                FaultyRegistry registry = new FaultyRegistry(
                        Stray.ENVOY.before(request -> FaultyRegistry.redirect(request, 302, login.url + "/")))) {
            assertUnproven(registry.look(MANIFEST), "where a redirect led from");
        }
    }

    @Test
    void behindARedirectOfTheRegistrysOwnIsBelievedWithIt() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (request.path().startsWith("/moved")) {
                Stray.ENVOY.before(200).handle(request);
            } else if (request.path().equals(Stray.BASE)) {
                FaultyRegistry.answer(request, 200);
            } else {
                FaultyRegistry.redirect(request, 308, "/moved");
            }
        })) {
            assertThat(registry.look(MANIFEST)).isEqualTo(new Gone());
        }
    }

    private static void assertUnproven(Look look, String detail) {
        assertThat(look).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.reason()).isEqualTo(LookFailure.UNPROVEN_404);
            assertThat(later.detail()).contains(detail);
        });
    }
}
