package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.CONTENT;
import static dev.backref.ingest.registry.FaultyRegistry.DIGEST;
import static dev.backref.ingest.registry.FaultyRegistry.REPOSITORY;
import static dev.backref.ingest.registry.FaultyRegistry.TAG;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.PointsTo;
import dev.backref.ingest.registry.Look.Present;
import dev.backref.ingest.registry.Look.Refused;
import dev.backref.ingest.registry.Look.Tagged;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagAndRepositoryLookTest {
    @Test
    void asksOnlyForTheHeadOfATag() {
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            assertThat(registry.look(TAG)).isEqualTo(new PointsTo(DIGEST));
            assertThat(registry.seen).singleElement().satisfies(seen -> {
                assertThat(seen.method()).isEqualTo("HEAD");
                assertThat(seen.uri()).isEqualTo("/v2/team/app/manifests/v1");
                assertThat(seen.headers().get("Accept")).contains("application/vnd.oci.image.index.v1+json");
            });
        }
    }

    @Test
    void fetchesATagWithWhatStandsThereByOneRequest() {
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            assertThat(registry.fetch(TAG)).isInstanceOfSatisfying(Tagged.class, tagged -> {
                assertThat(tagged.digest()).isEqualTo(DIGEST);
                assertThat(tagged.manifest().content()).isEqualTo(CONTENT);
            });
            assertThat(registry.seen).singleElement().satisfies(seen -> {
                assertThat(seen.method()).isEqualTo("GET");
                assertThat(seen.uri()).isEqualTo("/v2/team/app/manifests/v1");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "sha256:ABC"})
    void takesNoBytesForAManifestWhoseDigestTheRegistryDoesNotName(String header) {
        try (FaultyRegistry registry = new FaultyRegistry(request ->
                request.response().putHeader("Docker-Content-Digest", header).end(Buffer.buffer(CONTENT)))) {
            assertThat(registry.fetch(TAG)).isEqualTo(new PointsTo(DIGEST));
        }
    }

    @Test
    void leavesBytesOfAnotherDigestToTheLookAtThatDigest() {
        Digest other = Digest.sha256("other".getBytes(StandardCharsets.UTF_8));
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .putHeader("Docker-Content-Digest", other.toString())
                .end(Buffer.buffer(CONTENT)))) {
            assertThat(registry.fetch(TAG)).isEqualTo(new PointsTo(other));
        }
    }

    @Test
    void leavesAManifestThatIsTooLargeToTheLookAtItsDigest() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .putHeader("Docker-Content-Digest", DIGEST.toString())
                .end(Buffer.buffer(new byte[4 * 1024 * 1024 + 1])))) {
            assertThat(registry.fetch(TAG)).isEqualTo(new PointsTo(DIGEST));
        }
    }

    @Test
    void fetchesNothingWhereATagIsGone() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, 404))) {
            assertThat(registry.fetch(TAG)).isEqualTo(new Gone());
        }
    }

    @Test
    void believesADigestThatItCouldNotCompute() {
        String blake3 = "blake3:" + "a".repeat(64);
        try (FaultyRegistry registry = new FaultyRegistry(request ->
                request.response().putHeader("Docker-Content-Digest", blake3).end())) {
            assertThat(registry.look(TAG)).isEqualTo(new PointsTo(Digest.parse(blake3)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "sha256:ABC"})
    void computesTheDigestWhereTheHeaderIsMissingOrMalformed(String header) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (!header.isEmpty()) {
                request.response().putHeader("Docker-Content-Digest", header);
            }
            request.response().end(Buffer.buffer(CONTENT));
        })) {
            assertThat(registry.look(TAG)).isEqualTo(new PointsTo(DIGEST));
            assertThat(registry.seen).extracting(FaultyRegistry.Seen::method).containsExactly("HEAD", "GET");
        }
    }

    @Test
    void refusesATagWhoseManifestIsTooLargeToCompute() {
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> request.response().end(Buffer.buffer(new byte[4 * 1024 * 1024 + 1])))) {
            assertThat(registry.look(TAG))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(LookFailure.TOO_LARGE));
        }
    }

    @Test
    void aTagThatWentBetweenItsHeadAndItsBodyIsGone() {
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> answer(request, request.method().equals(HttpMethod.HEAD) ? 200 : 404))) {
            assertThat(registry.look(TAG)).isEqualTo(new Gone());
        }
    }

    @Test
    void aTagThatIsNotThereIsGone() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, 404))) {
            assertThat(registry.look(TAG)).isEqualTo(new Gone());
        }
    }

    @Test
    void aRepositoryThatListsItsTagsIsPresent() {
        try (FaultyRegistry registry =
                new FaultyRegistry(request -> request.response().end("{\"name\":\"team/app\",\"tags\":null}"))) {
            assertThat(registry.look(REPOSITORY)).isEqualTo(new Present());
            assertThat(registry.seenUris()).containsExactly("/v2/team/app/tags/list?n=1");
        }
    }

    @Test
    void aRepositoryWhoseListHasNoEndIsPresent() {
        byte[] listing = new byte[1024 * 1024];
        try (FaultyRegistry registry = new FaultyRegistry(
                request -> request.response().setChunked(true).end(Buffer.buffer(listing)))) {
            assertThat(registry.look(REPOSITORY)).isEqualTo(new Present());
        }
    }

    @Test
    void aRepositoryThatTheRegistryDoesNotKnowIsGone() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, 404))) {
            assertThat(registry.look(REPOSITORY)).isEqualTo(new Gone());
        }
    }
}
