package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only well-formed names of configured registries reach anybody. */
class NamesTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final FakeRegistry registry = new FakeRegistry();
    private final PassThroughServer server = PassThroughServer.before(registry.url());

    @AfterEach
    void close() {
        server.close();
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/local/UPPER/manifests/latest,400,NAME_INVALID",
        "/v2/local/a//b/manifests/latest,400,NAME_INVALID",
        "/v2/local/a/../b/manifests/latest,400,NAME_INVALID",
        "/v2/local/a%2Fb/manifests/latest,400,NAME_INVALID",
        "/v2/local/%2e%2e/manifests/latest,400,NAME_INVALID",
        "/v2/local/a%00/manifests/latest,400,NAME_INVALID",
        "/v2/local/a%zz/manifests/latest,400,UNSUPPORTED",
        "/v2/local/a/manifests/%zz,400,UNSUPPORTED",
        "/v2/local/a/manifests/a%2Fb,400,TAG_INVALID",
        "/v2/local/a/manifests/-a,400,TAG_INVALID",
        "/v2/local/a/manifests/,400,TAG_INVALID",
        "/v2/local/a/manifests/a%0d%0aX: y,400,TAG_INVALID",
        "/v2/local/a/manifests/sha256:zz,400,TAG_INVALID",
        "/v2/local/a/manifests/%3Fx,400,TAG_INVALID",
        "/v2/local/a/blobs/latest,400,DIGEST_INVALID",
        "/v2/local/a/blobs/sha256:AA,400,DIGEST_INVALID",
        "/v2/local/a/blobs/uploads/,404,UNSUPPORTED",
        "/v2/local/a/blobs/uploads/1,404,UNSUPPORTED",
        "/v2/local/a/tags/other,404,UNSUPPORTED",
        "/v2/_catalog,404,UNSUPPORTED",
        "/v2/other/a/manifests/latest,404,NAME_UNKNOWN",
        "/v2//local/a/manifests/latest,404,NAME_UNKNOWN",
        "//v2/local/a/manifests/latest,404,UNSUPPORTED",
        "/x/../v2/local/a/manifests/latest,404,UNSUPPORTED",
    })
    void refusesWhatIsNotWellFormedBeforeAnybodyIsAsked(String path, int status, String code) throws Exception {
        String answer = server.http.raw("GET " + path.replace(" ", "%20"));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("{\"errors\":[{\"code\":\"" + code + "\"");
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void refusesNamesThatAreTooLong() throws Exception {
        assertError(server.http.get("/v2/local/a/manifests/" + "t".repeat(129)), 400, "TAG_INVALID");
        assertError(server.http.get("/v2/local/" + "r".repeat(256) + "/manifests/t"), 400, "NAME_INVALID");
        assertThat(registry.requests).isEmpty();
        assertThat(server.http.get("/v2/local/a/manifests/" + "t".repeat(128)).statusCode())
                .isEqualTo(200);
        assertThat(server.ended("refused")).isEqualTo(2);
    }

    @Test
    void takesAnEncodedColonAndRepositoriesThatAreNamedLikeEndpoints() throws Exception {
        server.http.get("/v2/local/a/blobs/sha256%3A" + "a".repeat(64));
        server.http.get("/v2/local/manifests/blobs/manifests/tags");
        server.http.get("/v2/local/tags/tags/list");
        assertThat(registry.requests.stream().map(FakeRegistry.Request::uri))
                .containsExactly("/v2/a/blobs/" + DIGEST, "/v2/manifests/blobs/manifests/tags", "/v2/tags/tags/list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void writesNothing(String method) throws Exception {
        assertError(server.http.send(method, "/v2/local/a/manifests/latest"), 405, "UNSUPPORTED");
        assertError(server.http.send(method, "/v2/local/a/blobs/uploads/"), 405, "UNSUPPORTED");
        assertThat(registry.requests).isEmpty();
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }
}
