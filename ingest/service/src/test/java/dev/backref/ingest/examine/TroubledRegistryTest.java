package dev.backref.ingest.examine;

import static dev.backref.ingest.contract.Finding.Status.NOT_CHECKED;
import static dev.backref.ingest.contract.Finding.Status.OK;
import static dev.backref.ingest.contract.Finding.Status.WRONG;
import static dev.backref.ingest.examine.ExaminedRegistry.BASE;
import static dev.backref.ingest.examine.ExaminedRegistry.CATALOGUE;
import static dev.backref.ingest.examine.ExaminedRegistry.FIRST_TAG;
import static dev.backref.ingest.examine.ExaminedRegistry.LONG;
import static dev.backref.ingest.examine.ExaminedRegistry.MANIFEST;
import static dev.backref.ingest.examine.ExaminedRegistry.detail;
import static dev.backref.ingest.examine.ExaminedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.registry.Timeouts;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubledRegistryTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String BASIC = "Basic realm=\"here\"";

    private final ExaminedRegistry registry = new ExaminedRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void saysThatNobodyAnswers() {
        Map<String, Finding> found =
                registry.of("http://127.0.0.1:1", Optional.empty(), Timeouts.DEFAULT, LONG, "team/app");
        assertThat(status(found, "reachable")).isEqualTo(WRONG);
        assertThat(detail(found, "reachable")).contains("unreachable", "127.0.0.1:1");
        assertThat(found.values()).filteredOn(each -> each.status() == WRONG).hasSize(1);
        assertThat(found.get("digest")).isEqualTo(new Finding("digest", NOT_CHECKED, "the registry cannot be asked"));
    }

    @Test
    void saysThatNobodySpeaksTls() {
        Map<String, Finding> found = registry.of(
                registry.url().replace("http:", "https:"), Optional.empty(), Timeouts.DEFAULT, LONG, "team/app");
        assertThat(status(found, "reachable")).isEqualTo(WRONG);
        assertThat(detail(found, "reachable")).contains("SSL");
    }

    @Test
    void saysThatCredentialsAreMissingRefusedAcceptedOrNotAskedFor() {
        assertThat(status(registry.examineWithPassword(), "credentials"))
                .as("not asked for")
                .isEqualTo(NOT_CHECKED);
        registry.where(BASE, request -> guarded(request, "Basic YmFja3JlZjpwYXNz"));
        Map<String, Finding> without = registry.examine();
        assertThat(status(without, "reachable")).isEqualTo(OK);
        assertThat(status(without, "credentials")).isEqualTo(WRONG);
        assertThat(detail(without, "credentials"))
                .startsWith("none are configured")
                .contains("401");
        assertThat(status(without, "digest")).isEqualTo(NOT_CHECKED);
        assertThat(status(registry.examineWithPassword(), "credentials")).isEqualTo(OK);
        registry.where(BASE, request -> guarded(request, "Basic b3RoZXJz"));
        Map<String, Finding> wrong = registry.examineWithPassword();
        assertThat(status(wrong, "credentials")).isEqualTo(WRONG);
        assertThat(detail(wrong, "credentials")).startsWith("refused").doesNotContain("YmFja3JlZjpwYXNz");
    }

    @Test
    void findsInARepositoryWhetherItIsLetIn() {
        registry.where(BASE, 401);
        Map<String, Finding> open = registry.examine("team/app");
        assertThat(status(open, "credentials")).isEqualTo(OK);
        assertThat(status(open, "digest")).isEqualTo(OK);
        registry.where(BASE, request -> ExaminedRegistry.json(request, "{}")).where(FIRST_TAG, 403);
        Map<String, Finding> closed = registry.examine("team/app");
        assertThat(status(closed, "credentials")).isEqualTo(WRONG);
        assertThat(detail(closed, "credentials")).contains("team/app", "403");
        assertThat(status(closed, "digest")).isEqualTo(NOT_CHECKED);
    }

    @Test
    void saysThatARepositoryIsRefusedAlsoWhereAnotherIsNot() {
        registry.where("/v2/secret/tags/list?n=1", 403);
        Map<String, Finding> found = registry.examine("secret");
        assertThat(status(found, "credentials")).isEqualTo(WRONG);
        assertThat(detail(found, "credentials")).contains("secret", "403");
        assertThat(status(found, "digest")).as("of the other").isEqualTo(OK);
    }

    @Test
    void saysThatNoRegistryIsThere() {
        registry.where(BASE, 404);
        Map<String, Finding> missing = registry.examine("team/app");
        assertThat(status(missing, "reachable")).isEqualTo(OK);
        assertThat(status(missing, "api-version")).isEqualTo(WRONG);
        registry.where(
                BASE,
                request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end("<html>"));
        assertThat(detail(registry.examine("team/app"), "api-version")).contains("a page for people");
        assertThat(registry.seen).containsOnly("GET /v2/");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void saysThatTheRegistryIsInTrouble(int status) {
        registry.everywhere(request -> request.response().setStatusCode(status).end());
        Map<String, Finding> found = registry.examine("team/app");
        assertThat(status(found, "reachable")).isEqualTo(WRONG);
        assertThat(detail(found, "reachable")).contains("" + status);
        assertThat(registry.seen).hasSize(1);
    }

    @Test
    void isThrottledOnTheWay() {
        registry.where(
                CATALOGUE,
                request -> request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "60")
                        .end());
        Map<String, Finding> found = registry.examine("team/app");
        assertThat(status(found, "limits")).isEqualTo(WRONG);
        assertThat(detail(found, "limits")).contains("Retry-After: 60", "1 of tags");
        assertThat(detail(found, "tag-paging")).contains("asked to be left alone");
        assertThat(registry.seen).as("nothing more of the class").containsExactly("GET /v2/", "GET " + CATALOGUE);
    }

    @Test
    void waitsForAnAnswerNoLongerThanALookWould() {
        registry.everywhere(request -> {});
        Map<String, Finding> found =
                registry.examine(Optional.empty(), new Timeouts(LONG, SHORT, SHORT), LONG, "team/app");
        assertThat(detail(found, "reachable")).startsWith("timed-out");
    }

    @Test
    void endsInTimeHoweverLongEachAnswerTakes() {
        registry.where(CATALOGUE, request -> {});
        long began = System.nanoTime();
        Map<String, Finding> found =
                registry.examine(Optional.empty(), new Timeouts(LONG, LONG, LONG), Duration.ofSeconds(1), "team/app");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(status(found, "reachable")).isEqualTo(OK);
        assertThat(status(found, "catalogue")).isEqualTo(WRONG);
        assertThat(status(found, "digest")).isEqualTo(NOT_CHECKED);
        assertThat(detail(found, "digest")).contains("may not take longer than 1 s");
    }

    @Test
    void saysThatHalfABodyCame() {
        registry.where(MANIFEST, request -> {
            request.response()
                    .putHeader("Content-Length", "100")
                    .write("{")
                    .onComplete(sent -> request.connection().close());
        });
        Map<String, Finding> found = registry.examine("team/app");
        assertThat(status(found, "digest")).isEqualTo(WRONG);
        assertThat(detail(found, "digest")).contains("unreachable");
        assertThat(status(found, "referrers-api")).as("goes on").isEqualTo(OK);
    }

    @Test
    void keepsWhatARegistrySaysOfItselfOnOneShortLine() {
        registry.where(BASE, request -> {
            request.response().putHeader("Server", "x\t" + "y".repeat(1_000));
            request.response().end("{}");
        });
        assertThat(detail(registry.examine(), "api-version"))
                .hasSizeLessThan(400)
                .doesNotContain("\t")
                .startsWith("says none, Server: x y");
    }

    private static void guarded(HttpServerRequest request, String authorization) {
        if (authorization.equals(request.getHeader("Authorization"))) {
            ExaminedRegistry.json(request, "{}");
        } else {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", BASIC)
                    .end();
        }
    }
}
