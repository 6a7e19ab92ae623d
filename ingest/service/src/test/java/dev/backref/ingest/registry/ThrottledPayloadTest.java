package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blobs that are answered 429, by a registry that gives their manifest. */
class ThrottledPayloadTest {
    private static final byte[] MANIFEST = PayloadLookTest.manifest(2);
    private static final Source.Manifest SOURCE = new Source.Manifest(PLACE, Digest.sha256(MANIFEST));
    private static final Digest FIRST = PayloadLookTest.payload(1).blob();
    private static final Digest SECOND = PayloadLookTest.payload(2).blob();

    private final MovableClock clock = new MovableClock();
    private final BlobTries tries = new BlobTries(clock);

    @Test
    void isWaitedForAsLongAsAThrottleThatPassesCanLast() {
        try (FaultyRegistry registry = PayloadLookTest.registry(MANIFEST, ThrottledPayloadTest::throttleFirst)) {
            RegistryClient client = registry.client(ANONYMOUS, clock, new HttpClientOptions());
            for (int number = 1; number <= 2 * BlobTries.MOST; number++) {
                assertThat(later(await(client.look(SOURCE))).reason()).isEqualTo(LookFailure.THROTTLED);
            }
            clock.advance(BlobTries.LONGEST_THROTTLED.minusMillis(1));
            assertThat(later(await(client.look(SOURCE))).reason()).isEqualTo(LookFailure.THROTTLED);

            clock.advance(Duration.ofMillis(1));
            assertThat(await(client.look(SOURCE)))
                    .isEqualTo(new Found(
                            MANIFEST,
                            PayloadLookTest.TYPE,
                            List.of(PayloadLookTest.payload(2)),
                            List.of(new UnreadBlob(FIRST, "throttled"))));
        }
    }

    /** A long time between two answers is no long throttle. */
    @Test
    void isNotGivenUpAfterFewAnswers() {
        for (int number = 1; number < BlobTries.MOST; number++) {
            tries.throttled(SOURCE, FIRST);
            clock.advance(BlobTries.LONGEST_THROTTLED);
            assertThat(tries.givenUp(SOURCE, FIRST)).as("%d", number).isEmpty();
        }
        tries.throttled(SOURCE, FIRST);

        assertThat(tries.givenUp(SOURCE, FIRST)).contains(LookFailure.THROTTLED);
        assertThat(tries.givenUp(SOURCE, SECOND)).isEmpty();
    }

    @Test
    void isNotGivenUpBecauseNobodyAskedForLong() {
        throttled(2 * BlobTries.MOST);
        clock.advance(BlobTries.LONGEST_THROTTLED.multipliedBy(2));
        assertThat(tries.givenUp(SOURCE, FIRST)).isEmpty();
        tries.failed(SOURCE, FIRST, LookFailure.SERVER_ERROR);
        assertThat(tries.givenUp(SOURCE, FIRST))
                .as("what failed since is another matter")
                .isEmpty();
    }

    /** The pause that the answer is followed by holds for all that is behind it. */
    @Test
    void isAskedForBehindThoseThatHadFewerAnswers() {
        List<Digest> both = List.of(FIRST, SECOND);
        assertThat(tries.inTurn(SOURCE, both)).isEqualTo(both);

        throttled(1);
        assertThat(tries.inTurn(SOURCE, both)).containsExactly(SECOND, FIRST);

        try (FaultyRegistry registry =
                PayloadLookTest.registry(MANIFEST, ThrottledPayloadTest::throttleFirstAndLackSecond)) {
            RegistryClient client = registry.client(ANONYMOUS, clock, new HttpClientOptions());
            await(client.look(SOURCE));
            await(client.look(SOURCE));
            assertThat(new ArrayList<>(registry.seenUris()).subList(3, 6))
                    .extracting(uri -> uri.substring(uri.lastIndexOf('/') + 1))
                    .containsExactly(SOURCE.digest().toString(), SECOND.toString(), FIRST.toString());
        }
    }

    /** Nobody was asked for the blob, as in a pause of the registry. */
    @Test
    void isWaitedForAsLongAsATokenIsNotGiven() {
        try (FaultyRegistry registry = PayloadLookTest.registry(MANIFEST, ThrottledPayloadTest::throttleTokens)) {
            RegistryClient client = registry.client(ANONYMOUS, clock, new HttpClientOptions());
            for (int number = 1; number <= 2 * BlobTries.MOST; number++) {
                assertThat(later(await(client.look(SOURCE))).reason()).isEqualTo(LookFailure.THROTTLED);
                clock.advance(BlobTries.LONGEST_THROTTLED);
            }
            assertThat(registry.seenUris()).anyMatch(uri -> uri.startsWith("/token"));
        }
    }

    private void throttled(int times) {
        for (int number = 1; number <= times; number++) {
            tries.throttled(SOURCE, FIRST);
        }
    }

    private static void throttleTokens(HttpServerRequest request) {
        if (request.path().equals("/token")) {
            request.response().setStatusCode(429).putHeader("Retry-After", "0").end();
        } else {
            String realm = "http://" + request.getHeader("Host") + "/token";
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"x\"")
                    .end();
        }
    }

    private static void throttleFirstAndLackSecond(HttpServerRequest request) {
        if (request.path().endsWith(SECOND.toString())) {
            FaultyRegistry.answer(request, 404);
        } else {
            throttleFirst(request);
        }
    }

    private static void throttleFirst(HttpServerRequest request) {
        if (request.path().endsWith(FIRST.toString())) {
            // At once again, or the pause would hold up the test.
            request.response().setStatusCode(429).putHeader("Retry-After", "0").end();
        } else {
            PayloadLookTest.serveBlob(request);
        }
    }
}
