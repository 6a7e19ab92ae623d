package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.TAG;
import static dev.backref.ingest.registry.FaultyRegistry.WITH_PASSWORD;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.impatient;
import static dev.backref.ingest.registry.FaultyRegistry.redirect;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.FaultyRegistry.Seen;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Present;
import dev.backref.ingest.registry.Look.Tagged;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a look at a manifest tells of blobs of which the manifest does not tell itself. */
class PayloadLookTest {
    static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final byte[] BLOB = statement(1);
    private static final byte[] MANIFEST = manifest(1);
    private static final Source.Manifest SOURCE = new Source.Manifest(PLACE, Digest.sha256(MANIFEST));
    private static final String BLOBS = "/v2/team/app/blobs/";

    @Test
    void aLookAtAManifestTellsWhatItsBlobsSay() {
        try (FaultyRegistry registry = registry(MANIFEST, PayloadLookTest::serveBlob)) {
            assertThat(registry.look(SOURCE)).isEqualTo(new Found(MANIFEST, TYPE, List.of(payload(1))));
            assertThat(registry.seen).extracting(Seen::method).containsExactly("GET", "GET");
            assertThat(registry.seenUris()).last().isEqualTo(BLOBS + Digest.sha256(BLOB));
        }
    }

    @Test
    void soDoesOneThatFetchesWhatATagPointsTo() {
        try (FaultyRegistry registry = registry(MANIFEST, PayloadLookTest::serveBlob)) {
            assertThat(registry.fetch(TAG))
                    .isEqualTo(new Tagged(SOURCE.digest(), new Found(MANIFEST, TYPE, List.of(payload(1)))));
        }
    }

    @Test
    void whatIsOnlyAskedAboutIsNotRead() {
        try (FaultyRegistry registry = registry(MANIFEST, PayloadLookTest::serveBlob)) {
            assertThat(await(registry.client(ANONYMOUS).confirm(SOURCE))).isEqualTo(new Present());
            assertThat(registry.look(TAG)).isEqualTo(new Look.PointsTo(SOURCE.digest()));
            assertThat(registry.seen).extracting(Seen::method).containsExactly("HEAD", "HEAD");
        }
    }

    @Test
    void noMoreAreReadThanMayBe() {
        byte[] manifest = manifest(12);
        try (FaultyRegistry registry = registry(manifest, PayloadLookTest::serveBlob)) {
            assertThat(registry.look(new Source.Manifest(PLACE, Digest.sha256(manifest))))
                    .isEqualTo(new Found(
                            manifest,
                            TYPE,
                            IntStream.rangeClosed(1, Payload.MOST)
                                    .mapToObj(PayloadLookTest::payload)
                                    .toList()));
            assertThat(registry.seen).hasSize(1 + Payload.MOST);
        }
    }

    @Test
    void aSignatureTellsWhatItIsOfAlsoWhereAnAnnotationTellsSomething() {
        byte[] signed = ("{\"critical\":{\"image\":{\"docker-manifest-digest\":\"" + SOURCE.digest() + "\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest =
                ("{\"layers\":[{\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\",\"digest\":\""
                                + Digest.sha256(signed) + "\",\"annotations\":{\"predicateType\":\"x\"}}]}")
                        .getBytes(StandardCharsets.UTF_8);
        try (FaultyRegistry registry =
                registry(manifest, request -> request.response().end(Buffer.buffer(signed)))) {
            Look look = registry.look(new Source.Manifest(PLACE, Digest.sha256(manifest)));

            assertThat(((Found) look).payloads())
                    .flatExtracting(Payload::subjects)
                    .containsExactly(SOURCE.digest());
        }
    }

    @Test
    void theBudgetCountsThem() {
        byte[] manifest = manifest(4);
        RegistrySettings.Access slow =
                new RegistrySettings.Access(Optional.empty(), new RegistrySettings.Budget(1, 4), Set.of());
        try (FaultyRegistry registry = registry(manifest, PayloadLookTest::serveBlob)) {
            long began = System.nanoTime();
            Look look = await(registry.client(slow).look(new Source.Manifest(PLACE, Digest.sha256(manifest))));

            assertThat(((Found) look).payloads()).hasSize(4);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(800));
        }
    }

    @Test
    void aStoreThatARedirectLeadsToGetsNoCredentials() {
        try (FaultyRegistry storage =
                        new FaultyRegistry(request -> request.response().end(Buffer.buffer(BLOB)));
                FaultyRegistry registry = registry(
                        MANIFEST,
                        request -> withPassword(
                                request, () -> redirect(request, 307, storage.url + "/blob?signature=secret")))) {
            assertThat(await(registry.client(WITH_PASSWORD).look(SOURCE)))
                    .isEqualTo(new Found(MANIFEST, TYPE, List.of(payload(1))));
            assertThat(registry.seen)
                    .last()
                    .matches(seen -> seen.authorization().isPresent());
            assertThat(storage.seen)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.authorization()).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "204,bad-answer", "302,redirect-refused", "400,bad-answer", "401,unauthorized", "403,unauthorized",
        "404,not-found", "405,bad-answer", "410,bad-answer", "416,bad-answer", "451,bad-answer"
    })
    void aBlobThatIsNotGivenLeavesTheManifestWithoutIt(int status, String reason) {
        try (FaultyRegistry registry = registry(MANIFEST, request -> answer(request, status))) {
            assertThat(registry.look(SOURCE)).isEqualTo(without(BLOB, reason));
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void soDoesOneThatAStoreLacksAtNoFurtherCost() {
        try (FaultyRegistry storage = new FaultyRegistry(
                        request -> request.response().setStatusCode(404).end());
                FaultyRegistry registry =
                        registry(MANIFEST, request -> redirect(request, 307, storage.url + "/blob"))) {
            assertThat(registry.look(SOURCE)).isEqualTo(without(BLOB, "not-found"));
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void anIngressWithoutABackendIsNotTakenForTheRegistry() {
        try (FaultyRegistry registry = registry(
                MANIFEST, request -> request.response().setStatusCode(404).end("default backend"))) {
            assertThat(later(registry.look(SOURCE)).reason()).isEqualTo(LookFailure.UNPROVEN_404);
        }
    }

    @Test
    void otherBytesAreNotRead() {
        try (FaultyRegistry registry =
                registry(MANIFEST, request -> request.response().end(Buffer.buffer(statement(2))))) {
            assertThat(registry.look(SOURCE)).isEqualTo(without(BLOB, "digest-mismatch"));
        }
    }

    @Test
    void whatIsLargerThanItMayBeIsNotRead() {
        try (FaultyRegistry registry = registry(
                MANIFEST, request -> request.response().end(Buffer.buffer(new byte[Payload.MOST_BYTES + 1])))) {
            assertThat(registry.look(SOURCE)).isEqualTo(without(BLOB, "too-large"));
        }
    }

    @Test
    void whatSaysNothingIsLeftOutAndTheOthersAreTold() {
        byte[] image = "no attestation".getBytes(StandardCharsets.UTF_8);
        byte[] manifest = ("{\"layers\":[" + layer(Digest.sha256(image)) + "," + layer(Digest.sha256(BLOB)) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        Handler<HttpServerRequest> blobs = request -> {
            if (request.path().endsWith(Digest.sha256(image).toString())) {
                request.response().end(Buffer.buffer(image));
            } else {
                serveBlob(request);
            }
        };
        try (FaultyRegistry registry = registry(manifest, blobs)) {
            assertThat(registry.look(new Source.Manifest(PLACE, Digest.sha256(manifest))))
                    .isEqualTo(new Found(
                            manifest,
                            TYPE,
                            List.of(payload(1)),
                            List.of(new UnreadBlob(Digest.sha256(image), "no-claim"))));
        }
    }

    @ParameterizedTest
    @CsvSource({"503,SERVER_ERROR", "500,SERVER_ERROR", "429,THROTTLED", "408,TIMED_OUT"})
    void whatCouldBeHadLaterEndsTheLook(int status, LookFailure reason) {
        try (FaultyRegistry registry = registry(MANIFEST, request -> answer(request, status))) {
            assertThat(later(registry.look(SOURCE)).reason()).isEqualTo(reason);
            assertThat(registry.fetch(TAG))
                    .as("where it points is known")
                    .isEqualTo(new Look.PointsTo(SOURCE.digest()));
        }
    }

    @Test
    void soDoesAConnectionThatBreaks() {
        try (FaultyRegistry registry =
                registry(MANIFEST, request -> request.connection().close())) {
            assertThat(later(registry.look(SOURCE)).reason()).isEqualTo(LookFailure.UNREACHABLE);
        }
    }

    @Test
    void soDoesAnAnswerThatDoesNotCome() {
        try (FaultyRegistry registry = registry(MANIFEST, request -> {})) {
            Look look = await(registry.client(ANONYMOUS, impatient(Duration.ofMillis(300), Duration.ofMinutes(1)))
                    .look(SOURCE));

            assertThat(later(look).reason()).isEqualTo(LookFailure.TIMED_OUT);
        }
    }

    private static Found without(byte[] blob, String reason) {
        return new Found(MANIFEST, TYPE, List.of(), List.of(new UnreadBlob(Digest.sha256(blob), reason)));
    }

    /** One that gives this manifest to whoever asks for any, and answers so to whatever else. */
    static FaultyRegistry registry(byte[] manifest, Handler<HttpServerRequest> others) {
        return new FaultyRegistry(request -> serve(request, manifest, others));
    }

    static void serve(HttpServerRequest request, byte[] manifest, Handler<HttpServerRequest> others) {
        if (request.path().contains("/manifests/")) {
            request.response()
                    .putHeader("Content-Type", TYPE)
                    .putHeader("Docker-Content-Digest", Digest.sha256(manifest).toString())
                    .end(Buffer.buffer(manifest));
        } else {
            others.handle(request);
        }
    }

    static void serveBlob(HttpServerRequest request) {
        byte[] wanted = IntStream.rangeClosed(1, 20)
                .mapToObj(PayloadLookTest::statement)
                .filter(each -> request.path().equals(BLOBS + Digest.sha256(each)))
                .findFirst()
                .orElseThrow();
        request.response().end(Buffer.buffer(wanted));
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

    static byte[] manifest(int blobs) {
        return IntStream.rangeClosed(1, blobs)
                .mapToObj(number -> layer(Digest.sha256(statement(number))))
                .collect(Collectors.joining(",", "{\"schemaVersion\":2,\"layers\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String layer(Digest digest) {
        return "{\"mediaType\":\"application/vnd.in-toto+json\",\"digest\":\"" + digest + "\",\"size\":90}";
    }

    private static byte[] statement(int number) {
        return ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://example.org/" + number
                        + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static Payload payload(int number) {
        return new Payload(
                Digest.sha256(statement(number)),
                Optional.of("https://example.org/" + number),
                List.of(),
                Optional.empty());
    }
}
