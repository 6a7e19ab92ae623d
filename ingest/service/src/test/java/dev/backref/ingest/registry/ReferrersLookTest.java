package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.DIGEST;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry's own referrers API lists, over real HTTP. */
class ReferrersLookTest {
    private static final Source LIST = new Source.Referrers(PLACE, DIGEST);
    private static final String FIRST = "/v2/team/app/referrers/" + DIGEST;
    private static final Digest ONE = digest("one");
    private static final Digest TWO = digest("two");
    private static final Digest THREE = digest("three");

    @Test
    void readsAllPagesAndEachReferrerOnce() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (request.uri().equals(FIRST)) {
                list(linked(request, "<?last=2>; rel=\"next\""), ONE, TWO);
            } else {
                list(request, TWO, THREE);
            }
        })) {
            assertThat(((Look.Lists) registry.look(LIST)).referrers()).containsExactly(ONE, TWO, THREE);
            assertThat(registry.seenUris()).containsExactly(FIRST, FIRST + "?last=2");
        }
    }

    @Test
    void knowsAnEmptyListFromNone() {
        assertThat(look(request -> list(request))).isEqualTo(new Look.Lists(List.of()));
        assertThat(look(request -> FaultyRegistry.answer(request, 404))).isEqualTo(new Look.Gone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"manifests\": 1}", "{\"errors\": []}"})
    void takesNothingElseForAList(String body) {
        assertThat(look(request -> request.response().end(body)))
                .isInstanceOfSatisfying(Look.Doubtful.class, doubtful -> {
                    assertThat(doubtful.reason()).isEqualTo(LookFailure.BAD_ANSWER);
                    assertThat(doubtful.status()).isZero();
                });
    }

    /** Nor for the registry's word. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"manifests\":"})
    void waitsForWhatIsNoJson(String body) {
        assertThat(look(request -> request.response().end(body)))
                .isInstanceOfSatisfying(
                        Look.Later.class, later -> assertThat(later.reason()).isEqualTo(LookFailure.BAD_ANSWER));
    }

    @ParameterizedTest
    @CsvSource({
        "http://elsewhere.invalid/v2/team/app/referrers/x, 'leads to http://elsewhere.invalid, which is not the registry'",
        "mailto:nobody@example.com, names a next page that is no HTTP address",
        "?again, leads on without an end",
    })
    void followsNoLinkElsewhereNorWithoutAnEnd(String link, String problem) {
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> list(linked(request, "<" + link + ">; rel=\"next\""), ONE))) {
            assertThat(registry.look(LIST))
                    .isInstanceOfSatisfying(
                            Look.Doubtful.class,
                            doubtful -> assertThat(doubtful.detail()).endsWith(problem));
            assertThat(registry.seen).hasSizeLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"400,BAD_ANSWER", "403,UNAUTHORIZED", "405,BAD_ANSWER", "406,BAD_ANSWER", "501,BAD_ANSWER"})
    void saysHowTheApiIsRefused(int status, LookFailure reason) {
        assertThat(look(request -> FaultyRegistry.answer(request, status)))
                .isInstanceOfSatisfying(Look.Doubtful.class, refused -> {
                    assertThat(refused.status()).isEqualTo(status);
                    assertThat(refused.reason()).isEqualTo(reason);
                });
    }

    @ParameterizedTest
    @CsvSource({"401,UNAUTHORIZED", "500,SERVER_ERROR", "503,SERVER_ERROR"})
    void takesNothingThatPassesForARefusal(int status, LookFailure reason) {
        assertThat(look(request -> FaultyRegistry.answer(request, status)))
                .isInstanceOfSatisfying(
                        Look.Later.class, later -> assertThat(later.reason()).isEqualTo(reason));
    }

    @Test
    void saysThatItWasThrottled() {
        assertThat(look(request -> FaultyRegistry.answer(request, 429)))
                .isInstanceOfSatisfying(
                        Look.Later.class, later -> assertThat(later.reason()).isEqualTo(LookFailure.THROTTLED));
    }

    @Test
    void passesOverEntriesWhoseDigestIsNone() {
        String body = "{\"manifests\": [{\"digest\": \"nonsense\"}, {}, 7, {\"digest\": \"" + ONE + "\"}]}";
        assertThat(look(request -> request.response().end(body))).isEqualTo(new Look.Lists(List.of(ONE)));
    }

    private static Look look(Handler<HttpServerRequest> behaviour) {
        try (FaultyRegistry registry = new FaultyRegistry(behaviour)) {
            return registry.look(LIST);
        }
    }

    private static HttpServerRequest linked(HttpServerRequest request, String link) {
        request.response().putHeader("Link", link);
        return request;
    }

    private static void list(HttpServerRequest request, Digest... referrers) {
        String entries = Arrays.stream(referrers)
                .map(referrer -> "{\"digest\": \"" + referrer + "\"}")
                .collect(Collectors.joining(","));
        request.response().end("{\"schemaVersion\": 2, \"manifests\": [" + entries + "]}");
    }

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
