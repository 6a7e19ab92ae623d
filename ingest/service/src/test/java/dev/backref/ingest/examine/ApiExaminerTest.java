package dev.backref.ingest.examine;

import static dev.backref.ingest.contract.Finding.Status.NOT_CHECKED;
import static dev.backref.ingest.contract.Finding.Status.NOT_SUPPORTED;
import static dev.backref.ingest.contract.Finding.Status.OK;
import static dev.backref.ingest.contract.Finding.Status.WRONG;
import static dev.backref.ingest.examine.ExaminedRegistry.CATALOGUE;
import static dev.backref.ingest.examine.ExaminedRegistry.FILTERED;
import static dev.backref.ingest.examine.ExaminedRegistry.FIRST_TAG;
import static dev.backref.ingest.examine.ExaminedRegistry.MANIFEST;
import static dev.backref.ingest.examine.ExaminedRegistry.REFERRERS;
import static dev.backref.ingest.examine.ExaminedRegistry.SECOND_TAG;
import static dev.backref.ingest.examine.ExaminedRegistry.TAG;
import static dev.backref.ingest.examine.ExaminedRegistry.TAGS;
import static dev.backref.ingest.examine.ExaminedRegistry.detail;
import static dev.backref.ingest.examine.ExaminedRegistry.index;
import static dev.backref.ingest.examine.ExaminedRegistry.json;
import static dev.backref.ingest.examine.ExaminedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Finding;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiExaminerTest {
    private final ExaminedRegistry registry = new ExaminedRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void tellsOfEachThingOnceAndOnlyReads() {
        Map<String, Finding> found = registry.examine();
        assertThat(found.keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(Check.values()).map(Check::word).toList());
        assertThat(found.values())
                .filteredOn(each -> each.status() != OK)
                .extracting(Finding::check)
                .containsExactly("oci-subject", "delete");
        assertThat(status(found, "delete")).isEqualTo(NOT_CHECKED);
        assertThat(detail(found, "api-version")).isEqualTo("registry/2.0, Server: good/1");
        assertThat(registry.seen)
                .containsExactly(
                        "GET /v2/",
                        "GET " + CATALOGUE,
                        "GET " + FIRST_TAG,
                        "GET " + SECOND_TAG,
                        "HEAD " + TAG,
                        "GET " + MANIFEST,
                        "GET " + REFERRERS,
                        "GET " + FILTERED);
    }

    @Test
    void knowsOfNoRepositoryWhereNoneIs() {
        registry.where(CATALOGUE, request -> json(request, "{\"repositories\":null}"));
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "catalogue")).isEqualTo(OK);
        assertThat(found.get("tag-paging")).isEqualTo(new Finding("tag-paging", NOT_CHECKED, "no repository is known"));
        assertThat(status(found, "digest")).isEqualTo(NOT_CHECKED);
        assertThat(status(found, "referrers-api")).isEqualTo(NOT_CHECKED);
    }

    @ParameterizedTest
    @CsvSource({"404,NOT_SUPPORTED", "403,NOT_SUPPORTED", "405,NOT_SUPPORTED", "500,WRONG"})
    void looksIntoWhatIsKnownWhereThereIsNoCatalogue(int status, Finding.Status expected) {
        registry.where(CATALOGUE, status);
        Map<String, Finding> found = registry.examine("gone", "team/app");
        assertThat(status(found, "catalogue")).isEqualTo(expected);
        assertThat(detail(found, "catalogue")).contains("" + status);
        assertThat(status(found, "digest")).isEqualTo(OK);
    }

    @Test
    void asksForReferrersAlsoWhereNothingHasATag() {
        registry.where(FIRST_TAG, request -> json(request, "{\"name\":\"team/app\",\"tags\":null}"))
                .where("/v2/team/app/referrers/sha256:" + "0".repeat(64), request -> index(request));
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "tag-paging")).isEqualTo(NOT_CHECKED);
        assertThat(status(found, "referrers-api")).isEqualTo(OK);
    }

    @Test
    void seesThatAllTagsComeAtOnce() {
        registry.where(FIRST_TAG, request -> json(request, "{\"tags\":[\"a\",\"b\"]}"));
        assertThat(status(registry.examine(), "tag-paging")).isEqualTo(NOT_SUPPORTED);
    }

    @Test
    void seesThatTagsComeAtOnceAlsoWhereTheyAreTooManyToRead() {
        registry.where(FIRST_TAG, request -> json(request, "{\"tags\":[\"" + "a\",\"".repeat(200_000) + "b\"]}"));
        assertThat(status(registry.examine(), "tag-paging")).isEqualTo(NOT_SUPPORTED);
    }

    @Test
    void seesThatATagWouldBeMissed() {
        registry.where(FIRST_TAG, request -> json(request, "{\"tags\":[\"a\"]}"));
        assertThat(status(registry.examine(), "tag-paging")).isEqualTo(WRONG);
        registry.where(TAGS, request -> json(request, "{\"tags\":[\"a\"]}"));
        assertThat(status(registry.examine(), "tag-paging")).as("the only one").isEqualTo(NOT_CHECKED);
    }

    @Test
    void seesPagesWithoutAnEnd() {
        registry.where(SECOND_TAG, request -> {
            request.response().putHeader("Link", "<" + SECOND_TAG + ">; rel=\"next\"");
            json(request, "{\"tags\":[\"b\"]}");
        });
        assertThat(detail(registry.examine(), "tag-paging")).startsWith("endless");
        assertThat(registry.seen).filteredOn(("GET " + SECOND_TAG)::equals).hasSize(1);
    }

    @Test
    void followsNoLinkToAnotherHost() {
        registry.where(FIRST_TAG, request -> {
            request.response().putHeader("Link", "<http://127.0.0.1:9/v2/team/app/tags/list>; rel=\"next\"");
            json(request, "{\"tags\":[\"a\"]}");
        });
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "tag-paging")).isEqualTo(WRONG);
        assertThat(detail(found, "tag-paging")).contains("127.0.0.1:9");
        assertThat(status(found, "digest")).as("goes on").isEqualTo(OK);
    }

    @Test
    void seesOtherBytesThanTheDigestNames() {
        registry.where(MANIFEST, request -> json(request, "{}"));
        assertThat(status(registry.examine(), "digest")).isEqualTo(WRONG);
    }

    @Test
    void seesAHeaderThatNamesAnotherDigest() {
        String other = Digest.sha256(new byte[0]).toString();
        registry.where(MANIFEST, request -> {
            request.response().putHeader("Docker-Content-Digest", other);
            json(request, "{\"schemaVersion\":2}");
        });
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "digest")).isEqualTo(WRONG);
        assertThat(detail(found, "digest")).endsWith(other);
    }

    @Test
    void doesWithoutTheHeaderThatNamesTheDigest() {
        registry.where(TAG, request -> json(request, "{\"schemaVersion\":2}"))
                .where(MANIFEST, request -> json(request, "{\"schemaVersion\":2}"));
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "digest")).isEqualTo(OK);
        assertThat(detail(found, "digest")).endsWith("without Docker-Content-Digest");
        assertThat(registry.seen).contains("GET " + TAG);
    }

    @ParameterizedTest
    @CsvSource({"404,NOT_SUPPORTED", "400,NOT_SUPPORTED", "500,WRONG"})
    void seesThatThereIsNoReferrersApi(int status, Finding.Status expected) {
        registry.where(REFERRERS, status);
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "referrers-api")).isEqualTo(expected);
        assertThat(status(found, "artifact-type-filter")).isEqualTo(NOT_CHECKED);
    }

    @Test
    void seesAListOfReferrersThatClientsDoNotTakeForOne() {
        registry.where(
                REFERRERS,
                request -> request.response()
                        .putHeader("Content-Type", "application/vnd.oci.image.index.v1+json; charset=utf-8")
                        .end("{\"manifests\":[]}"));
        assertThat(status(registry.examine(), "referrers-api")).isEqualTo(WRONG);
        registry.where(REFERRERS, request -> request.response().end("<html>"));
        assertThat(detail(registry.examine(), "referrers-api")).endsWith("with no list of manifests");
    }

    @Test
    void seesWhatBecomesOfAFilter() {
        registry.where(FILTERED, request -> index(request, "application/spdx+json"));
        assertThat(detail(registry.examine(), "artifact-type-filter")).isEqualTo("ignores artifactType");
        registry.where(FILTERED, request -> index(request));
        assertThat(status(registry.examine(), "artifact-type-filter")).isEqualTo(NOT_SUPPORTED);
        registry.where(FILTERED, ApiExaminerTest::filteredWrongly);
        assertThat(status(registry.examine(), "artifact-type-filter")).isEqualTo(WRONG);
        registry.where(REFERRERS, request -> index(request)).where(FILTERED, request -> index(request));
        assertThat(status(registry.examine(), "artifact-type-filter")).isEqualTo(NOT_CHECKED);
    }

    @Test
    void tellsOfLimits() {
        assertThat(detail(registry.examine(), "limits")).isEqualTo("no answer tells of any");
        registry.where(TAG, request -> {
            request.response()
                    .putHeader("RateLimit-Limit", "100;w=21600")
                    .putHeader("RateLimit-Remaining", "76;w=21600");
            request.response().setStatusCode(404).end();
        });
        Map<String, Finding> found = registry.examine();
        assertThat(status(found, "limits")).isEqualTo(OK);
        assertThat(detail(found, "limits")).isEqualTo("RateLimit-Limit: 100;w=21600, RateLimit-Remaining: 76;w=21600");
    }

    private static void filteredWrongly(HttpServerRequest request) {
        request.response().putHeader("OCI-Filters-Applied", "artifactType");
        index(request, "application/spdx+json");
    }
}
