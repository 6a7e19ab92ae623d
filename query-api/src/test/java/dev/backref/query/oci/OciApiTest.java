package dev.backref.query.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Location;
import dev.backref.query.FakeIndex;
import dev.backref.query.Pages;
import dev.backref.query.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The referrers API to the letter of distribution-spec §Listing Referrers and of what clients compare. */
class OciApiTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String PATH = "/v2/local/team/app/referrers/" + DIGEST;
    private static final String ONE = "{\"mediaType\":\"m\",\"digest\":\"sha256:1\",\"size\":1}";
    private static final String TWO = "{\"mediaType\":\"m\",\"digest\":\"sha256:2\",\"size\":2}";
    private static final Position POSITION = new Position(1, 0, 7, NOW);

    private final FakeIndex index = new FakeIndex();
    private final TestServer server = OciServer.of(index, NOW, Set.of("local"));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersAnEmptyIndexForASubjectThatNobodyKnows() throws Exception {
        complete();
        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type"))
                .containsExactly("application/vnd.oci.image.index.v1+json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}");
        assertThat(answer.headers().firstValue("oci-filters-applied")).isEmpty();
        assertThat(answer.headers().firstValue("link")).isEmpty();
        assertThat(index.locationQueries.get(0).location()).isEqualTo(new Location("local", "team/app"));
    }

    @Test
    void answersDescriptorsInTheOrderOfTheIndexAndNeverCompressed() throws Exception {
        complete(ONE, TWO);
        HttpResponse<String> answer = server.get(PATH, "Accept-Encoding", "gzip, zstd");
        assertThat(answer.body()).endsWith("\"manifests\":[" + ONE + "," + TWO + "]}");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValueAsLong("content-length"))
                .hasValue(answer.body().length());
    }

    @Test
    void saysThatItFilteredOnlyWhenItDid() throws Exception {
        complete();
        HttpResponse<String> answer =
                server.get(PATH + "?artifactType=application%2Fspdx%2Bjson&artifactType=b/c&n=5&ns=x");
        assertThat(answer.headers().allValues("oci-filters-applied")).containsExactly("artifactType");
        assertThat(index.locationQueries.get(0).artifactTypes())
                .containsExactlyInAnyOrder("application/spdx+json", "b/c");

        assertThat(server.get(PATH + "?artifactType=&n=5").headers().firstValue("oci-filters-applied"))
                .isEmpty();
        assertThat(index.locationQueries.get(1).artifactTypes()).isEmpty();
    }

    @Test
    void takesAPlusSignThatACallerDidNotEncode() throws Exception {
        complete();
        server.get(PATH + "?artifactType=application/spdx+json");
        assertThat(index.locationQueries.get(0).artifactTypes()).containsExactly("application/spdx+json");
    }

    @Test
    void ignoresNamesInAnotherCaseAsEveryNameThatItDoesNotKnow() throws Exception {
        complete();
        HttpResponse<String> answer = server.get(PATH + "?ARTIFACTTYPE=a/b&Last=x&artifacttype=c/d");
        assertThat(answer.headers().firstValue("oci-filters-applied")).isEmpty();
        assertThat(index.locationQueries.get(0).artifactTypes()).isEmpty();
        assertThat(index.locationQueries.get(0).after()).isEmpty();

        server.get(PATH + "?ARTIFACTTYPE=a/b&artifactType=c/d");
        assertThat(index.locationQueries.get(1).artifactTypes()).containsExactly("c/d");
    }

    @Test
    void linksToTheNextPageWithARelativePathThatKeepsTheFilter() throws Exception {
        index.atLocation = query -> CompletableFuture.completedStage(new LocationAnswer(
                new LocationKnowledge(Optional.of(NOW), Optional.empty(), Optional.empty()),
                Pages.of(ONE),
                Optional.of("c+r"),
                POSITION,
                ServedBy.ACTIVE));
        HttpResponse<String> answer = server.get(PATH + "?artifactType=a/b%2Bc");
        assertThat(answer.headers().firstValue("link"))
                .contains("<" + PATH + "?artifactType=a%2Fb%2Bc&last=c%2Br>; rel=\"next\"");
        server.get(PATH + "?artifactType=a%2Fb%2Bc&last=c%2Br");
        assertThat(index.locationQueries.get(1).after()).contains("c+r");
        assertThat(index.locationQueries.get(1).artifactTypes()).containsExactly("a/b+c");
    }

    @Test
    void refusesACursorThatIsNone() throws Exception {
        index.atLocation = query -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"x\""));
        assertError(server.get(PATH + "?last=x"), 400, "UNSUPPORTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:zz",
                "sha256:" + "A" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "latest",
                "sha256",
                "sha256:"
            })
    void refusesADigestThatIsNone(String digest) throws Exception {
        assertError(server.get("/v2/local/app/referrers/" + digest), 400, "DIGEST_INVALID");
        assertThat(index.locationQueries).isEmpty();
    }

    @Test
    void answersAnAlgorithmThatNobodyKnowsLikeAnyOther() throws Exception {
        complete();
        assertThat(server.get("/v2/local/app/referrers/md6+x:abc_DEF-9=").statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesAnEncodedColonAndARepositoryThatIsNamedReferrers() throws Exception {
        complete();
        assertThat(server.get("/v2/local/referrers/referrers/referrers/sha256%3A" + "a".repeat(64))
                        .statusCode())
                .isEqualTo(200);
        assertThat(index.locationQueries.get(0).location()).isEqualTo(new Location("local", "referrers/referrers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPPER", "a%2Fb", "a//b", "-a", "a..b", "%2e%2e", "a%00"})
    void refusesARepositoryNameThatIsNone(String repository) throws Exception {
        String answer = server.raw("GET /v2/local/" + repository + "/referrers/" + DIGEST);
        assertThat(answer).doesNotContain("200 OK").containsAnyOf("NAME_INVALID", "404", "BAD_REQUEST");
        assertThat(index.locationQueries).isEmpty();
    }

    @Test
    void refusesToLeaveItsTree() throws Exception {
        assertThat(server.raw("GET /v2/local/../../api/v1/subjects/x")).doesNotContain("200 OK");
        assertThat(index.locationQueries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2//local/app/referrers/",
                "/v2/local//app/referrers/",
                "/v2/local/app//referrers/",
                "/v2/local/app/../other/referrers/",
                "/x/../v2/local/app/referrers/",
                "//v2/local/app/referrers/",
                "/v2/local%2Fapp/referrers/"
            })
    void answersNothingForAPathThatIsOneOnlyOnceItIsNormalised(String path) throws Exception {
        complete(ONE);
        assertThat(server.raw("GET " + path + DIGEST)).doesNotStartWith("HTTP/1.1 200");
        assertThat(index.locationQueries).isEmpty();
    }

    @Test
    void tellsARegistryThatIsNotConfigured() throws Exception {
        assertError(server.get("/v2/other/app/referrers/" + DIGEST), 404, "NAME_UNKNOWN");
    }

    @Test
    void blamesNoCursorWhereThereIsNone() throws Exception {
        index.atLocation = query -> CompletableFuture.failedStage(new IllegalArgumentException("a row is broken"));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.body()).doesNotContain("row");
    }

    @Test
    void asksForTheCallerOfTheRequest() throws Exception {
        complete();
        server.get(PATH);
        assertThat(index.locationQueries.get(0).ask().caller()).isSameAs(Caller.ANYONE);
    }

    @Test
    void tellsNobodyWhyItFailed() throws Exception {
        index.atLocation = query -> CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.body()).doesNotContain("secret detail");
    }

    @Test
    void answersHeadWithTheSameHeadersAndNoBody() throws Exception {
        complete(ONE);
        HttpResponse<String> get = server.get(PATH);
        HttpResponse<String> head = server.send("HEAD", PATH);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("content-length"))
                .hasValue(get.body().length());
        assertThat(head.headers().firstValue("content-type")).contains("application/vnd.oci.image.index.v1+json");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void writesNoBodyBehindTheHeadersOfHead() throws Exception {
        complete(ONE);
        for (String path : List.of(PATH, "/v2/", "/v2/other/app/referrers/" + DIGEST)) {
            assertThat(server.raw("HEAD " + path)).as(path).endsWith("\r\n\r\n").doesNotContain("{");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void refusesEveryWrite(String method) throws Exception {
        for (String path : List.of("/v2/local/app/blobs/uploads/", "/v2/local/app/manifests/x", PATH, "/v2/")) {
            HttpResponse<String> answer = server.send(method, path);
            assertError(answer, 405, "UNSUPPORTED");
            assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
        }
    }

    @Test
    void saysThatItIsARegistryApi() throws Exception {
        assertThat(server.get("/v2/").statusCode()).isEqualTo(200);
        assertThat(server.get("/v2").statusCode()).isEqualTo(200);
        assertError(server.get("/v2/local/app/uploads/latest"), 404, "UNSUPPORTED");
        assertError(server.get("/v2/app/manifests/latest"), 404, "UNSUPPORTED");
    }

    private void complete(String... descriptors) {
        index.atLocation = query -> CompletableFuture.completedStage(new LocationAnswer(
                new LocationKnowledge(Optional.of(NOW), Optional.empty(), Optional.empty()),
                Pages.of(descriptors),
                Optional.empty(),
                POSITION,
                ServedBy.ACTIVE));
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }
}
