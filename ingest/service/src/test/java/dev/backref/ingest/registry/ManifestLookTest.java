package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.CONTENT;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestLookTest {
    private static final int LIMIT = 4 * 1024 * 1024;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Source INCOMPUTABLE = new Source.Manifest(PLACE, Digest.of("blake3", "a".repeat(64)));

    @Test
    void givesTheBytesAndTheMediaTypeWithoutItsParameters() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .putHeader("Content-Type", "application/vnd.OCI.image.index.v1+json; charset=utf-8")
                .end(Buffer.buffer(CONTENT)))) {
            assertThat(registry.look(MANIFEST))
                    .isEqualTo(new Found(CONTENT, "application/vnd.oci.image.index.v1+json"));
        }
    }

    @Test
    void asksForTheDigestAndForEveryManifestTypeByItsOwnName() {
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            registry.look(MANIFEST);

            FaultyRegistry.Seen seen = registry.seen.get(0);
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.uri()).isEqualTo("/v2/team/app/manifests/" + FaultyRegistry.DIGEST);
            assertThat(seen.headers().get("Accept").split(", "))
                    .containsExactly(
                            "application/vnd.oci.image.manifest.v1+json",
                            "application/vnd.oci.image.index.v1+json",
                            "application/vnd.docker.distribution.manifest.v2+json",
                            "application/vnd.docker.distribution.manifest.list.v2+json",
                            "application/vnd.oci.artifact.manifest.v1+json",
                            "application/vnd.cncf.oras.artifact.manifest.v1+json",
                            "*/*");
            assertThat(seen.headers().get("User-Agent")).startsWith("backref/");
            assertThat(seen.headers().get("Accept-Encoding")).isEqualTo("identity");
            assertThat(seen.authorization()).isEmpty();
        }
    }

    @Test
    void doubtsABodyThatDoesNotHaveTheDigestAskedFor() {
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> request.response().end("something else"))) {
            assertThat(registry.look(MANIFEST))
                    .isInstanceOfSatisfying(
                            Doubtful.class,
                            doubtful -> assertThat(doubtful.reason()).isEqualTo(LookFailure.DIGEST_MISMATCH));
        }
    }

    @Test
    void verifiesSha512() throws Exception {
        String hex =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(CONTENT));
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            assertThat(registry.look(new Source.Manifest(PLACE, Digest.of("sha512", hex))))
                    .isInstanceOf(Found.class);
            assertThat(registry.look(new Source.Manifest(PLACE, Digest.of("sha512", "a".repeat(128)))))
                    .isInstanceOf(Doubtful.class);
        }
    }

    @Test
    void refusesADigestThatItCannotComputeWhereTheRegistryHasIt() {
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> request.response().end())) {
            assertThat(registry.look(INCOMPUTABLE))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(LookFailure.UNKNOWN_ALGORITHM));
            assertThat(registry.seen)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.method()).isEqualTo("HEAD"));
        }
    }

    /** Or anybody who may send webhooks could close a location by a digest that no registry has. */
    @ParameterizedTest
    @ValueSource(ints = {400, 404})
    void lacksNoDigestThatItCannotComputeWhereTheRegistryHasNone(int status) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                .setStatusCode(status)
                .end())) {
            assertThat(registry.look(INCOMPUTABLE)).isEqualTo(new Gone());
        }
    }

    @Test
    void decidesNothingOnADigestThatItCannotComputeWhileTheRegistryIsInTrouble() {
        try (FaultyRegistry registry = new FaultyRegistry(
                request -> request.response().setStatusCode(503).end())) {
            assertThat(registry.look(INCOMPUTABLE)).isInstanceOf(Look.Later.class);
        }
    }

    @Test
    void takesAManifestOfExactlyFourMebibytes() {
        byte[] largest = new byte[LIMIT];
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> request.response().end(Buffer.buffer(largest)))) {
            assertThat(registry.look(new Source.Manifest(PLACE, Digest.sha256(largest))))
                    .isEqualTo(new Found(largest, "application/octet-stream"));
        }
    }

    @Test
    void stopsReadingAfterFourMebibytes() {
        AtomicLong sent = new AtomicLong();
        AtomicBoolean cut = new AtomicBoolean();
        try (FaultyRegistry registry = new FaultyRegistry(request -> pour(request, sent, cut))) {
            assertThat(registry.look(MANIFEST))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(LookFailure.TOO_LARGE));
            await().atMost(SOON).untilTrue(cut);
            // What the sockets hold comes on top of what was read.
            assertThat(sent.get()).isGreaterThan(LIMIT).isLessThan(10L * LIMIT);
        }
    }

    @Test
    void refusesABodyThatAnnouncesMoreThanFourMebibytesAtOnce() {
        AtomicBoolean cut = new AtomicBoolean();
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            HttpServerResponse response = request.response().putHeader("Content-Length", "" + (LIMIT + 1));
            response.closeHandler(closed -> cut.set(true));
            response.write("the rest never comes");
        })) {
            assertThat(registry.look(MANIFEST))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(LookFailure.TOO_LARGE));
            await().atMost(SOON).untilTrue(cut);
        }
    }

    @Test
    void isGoneWhenTheRegistryDoesNotKnowIt() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, 404))) {
            assertThat(registry.look(MANIFEST)).isEqualTo(new Gone());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 300, 304, 400, 405, 406, 407, 409, 410, 421, 423, 425, 451})
    void doubtsAnAnswerThatHasNoMeaningHere(int status) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, status))) {
            assertThat(registry.look(MANIFEST))
                    .isInstanceOfSatisfying(
                            Doubtful.class,
                            doubtful -> assertThat(doubtful.reason()).isEqualTo(LookFailure.BAD_ANSWER));
        }
    }

    @Test
    void doesNotLookAtAnotherRegistrysSources() {
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            RegistryClient client = registry.client(FaultyRegistry.ANONYMOUS);

            assertThatThrownBy(() -> client.look(new Source.Repository(new Location("other", "team/app"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("other/team/app");
        }
    }

    private static void pour(HttpServerRequest request, AtomicLong sent, AtomicBoolean cut) {
        HttpServerResponse response = request.response().setChunked(true);
        response.exceptionHandler(broken -> cut.set(true)).closeHandler(closed -> cut.set(true));
        pour(response, Buffer.buffer(new byte[64 * 1024]), sent, cut);
    }

    private static void pour(HttpServerResponse response, Buffer part, AtomicLong sent, AtomicBoolean cut) {
        if (!cut.get()) {
            sent.addAndGet(part.length());
            response.write(part).onSuccess(written -> pour(response, part, sent, cut));
        }
    }
}
