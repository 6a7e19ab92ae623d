package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the registry, and what comes back, header by header. */
class PassThroughTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String BLOB = "/v2/local/team/app/blobs/" + DIGEST;

    private final FakeRegistry registry = new FakeRegistry();
    private final PassThroughServer server = PassThroughServer.before(registry.url());

    @AfterEach
    void close() {
        server.close();
        registry.close();
    }

    @Test
    void asksTheRegistryUnderItsOwnNameWithWhatTheCallerSaid() throws Exception {
        server.http.get(
                "/v2/local/team/app/manifests/v1.0_x-y?ns=example.com",
                "Authorization",
                "Bearer of-the-caller",
                "Accept",
                "application/vnd.oci.image.index.v1+json",
                "Accept",
                "application/vnd.oci.image.manifest.v1+json, */*",
                "Accept-Encoding",
                "gzip, zstd",
                "If-None-Match",
                "\"x\"",
                "Range",
                "bytes=1-3",
                "User-Agent",
                "oras/1",
                "traceparent",
                "00-1-2-01");
        FakeRegistry.Request asked = registry.requests.get(0);
        assertThat(asked.method() + " " + asked.uri()).isEqualTo("GET /v2/team/app/manifests/v1.0_x-y");
        assertThat(asked.headers().getAll("Accept"))
                .containsExactly(
                        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json, */*");
        assertThat(asked.headers().getAll("Authorization")).containsExactly("Bearer of-the-caller");
        assertThat(asked.headers().get("Accept-Encoding")).isEqualTo("gzip, zstd");
        assertThat(asked.headers().get("If-None-Match")).isEqualTo("\"x\"");
        assertThat(asked.headers().get("Range")).isEqualTo("bytes=1-3");
        assertThat(asked.headers().get("User-Agent")).isEqualTo("oras/1");
        assertThat(asked.headers().get("traceparent")).isEqualTo("00-1-2-01");
        assertThat(asked.headers().get("Via")).isEqualTo("1.1 backref");
        assertThat(asked.headers().get("Host")).isEqualTo(registry.url().getAuthority());
    }

    @Test
    void handsOnNeitherWhatBelongsToTheConnectionNorWhatIsForBackrefAlone() throws Exception {
        server.http.raw(
                "GET " + BLOB + " HTTP/1.1\r\nConnection: close\r\nConnection: keep, If-Range\r\nIf-Range: \"y\"\r\n"
                        + "Keep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: other\r\nProxy-Authorization: Basic eDp5\r\n"
                        + "Cookie: session=1\r\nX-Forwarded-For: 10.0.0.1\r\nX-First:");
        assertThat(registry.requests).hasSize(1);
        assertThat(registry.requests.get(0).headers().names())
                .map(String::toLowerCase)
                .containsExactlyInAnyOrder("host", "via");
    }

    @Test
    void bringsNoCredentialsWhereTheCallerHasNone() throws Exception {
        server.http.get(BLOB);
        assertThat(registry.requests.get(0).headers().contains("Authorization")).isFalse();
    }

    @Test
    void givesBackStatusHeadersAndBytes() throws Exception {
        registry.answers(
                206,
                "{\"a\": 1}\n",
                "Content-Type",
                "application/vnd.oci.image.manifest.v1+json",
                "Docker-Content-Digest",
                DIGEST,
                "ETag",
                "\"" + DIGEST + "\"",
                "Content-Range",
                "bytes 1-9/10",
                "Accept-Ranges",
                "bytes",
                "OCI-Subject",
                DIGEST,
                "Docker-Distribution-Api-Version",
                "registry/2.0",
                "Warning",
                "299 - \"one\"",
                "Warning",
                "299 - \"two\"");
        HttpResponse<String> answer = server.http.get("/v2/local/app/manifests/latest");
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("{\"a\": 1}\n");
        assertThat(answer.headers().map())
                .containsEntry("content-type", List.of("application/vnd.oci.image.manifest.v1+json"))
                .containsEntry("content-length", List.of("9"))
                .containsEntry("docker-content-digest", List.of(DIGEST))
                .containsEntry("etag", List.of("\"" + DIGEST + "\""))
                .containsEntry("content-range", List.of("bytes 1-9/10"))
                .containsEntry("accept-ranges", List.of("bytes"))
                .containsEntry("oci-subject", List.of(DIGEST))
                .containsEntry("docker-distribution-api-version", List.of("registry/2.0"))
                .containsEntry("warning", List.of("299 - \"one\"", "299 - \"two\""));
        assertThat(server.ended("2xx")).isEqualTo(1);
        assertThat(server.underWay()).isZero();
    }

    @Test
    void givesBackNothingThatBelongsToTheRegistrysSiteOrConnection() throws Exception {
        registry.answers(
                200,
                "ok",
                "Connection",
                "X-RateLimit-Left",
                "X-RateLimit-Left",
                "5",
                "Keep-Alive",
                "timeout=5",
                "Proxy-Authenticate",
                "Basic",
                "Set-Cookie",
                "session=1",
                "Strict-Transport-Security",
                "max-age=1",
                "Access-Control-Allow-Origin",
                "*",
                "Alt-Svc",
                "h3=\":443\"",
                "Server",
                "nginx");
        assertThat(server.http.get(BLOB).headers().map().keySet())
                .containsExactlyInAnyOrder(
                        ":status", "content-length", "x-content-type-options", "content-security-policy");
        assertThat(server.http.raw("GET " + BLOB)).doesNotContainIgnoringCase("set-cookie");
    }

    @Test
    void neitherCompressesNorUndoesIt() throws Exception {
        registry.answers(200, "not really gzip", "Content-Encoding", "gzip", "Content-Length", "15");
        String answer = server.http.raw("GET " + BLOB + " HTTP/1.1\r\nAccept-Encoding: gzip\r\nX:");
        assertThat(answer)
                .containsIgnoringCase("\r\ncontent-encoding: gzip\r\n")
                .containsIgnoringCase("\r\ncontent-length: 15\r\n")
                .endsWith("\r\n\r\nnot really gzip");
    }

    @Test
    void keepsTheLengthThatHeadTells() throws Exception {
        registry.answer = request ->
                request.response().putHeader("Content-Length", "1234567890123").end();
        HttpResponse<String> answer = server.http.send("HEAD", BLOB);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-length")).contains("1234567890123");
        assertThat(registry.requests.get(0).method()).isEqualTo("HEAD");
        assertThat(server.http.raw("HEAD " + BLOB)).endsWith("\r\n\r\n").doesNotContainIgnoringCase("chunked");
    }

    @Test
    void handsOnThatNothingHasChanged() throws Exception {
        registry.answer = request ->
                request.response().setStatusCode(304).putHeader("ETag", "\"x\"").end();
        HttpResponse<String> answer = server.http.get(BLOB, "If-None-Match", "\"x\"");
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("etag")).contains("\"x\"");
        assertThat(server.ended("3xx")).isEqualTo(1);
    }

    @Test
    void streamsABodyOfUnknownLength() throws Exception {
        registry.answer = request -> {
            request.response().setChunked(true).write("one ");
            request.response().end("two");
        };
        HttpResponse<String> answer = server.http.get(BLOB);
        assertThat(answer.body()).isEqualTo("one two");
        assertThat(answer.headers().firstValue("content-length")).isEmpty();
    }

    @Test
    void handsBackTheChallengeWordForWord() throws Exception {
        String bearer = "Bearer realm=\"https://auth.example/token\",service=\"r\",scope=\"repository:app:pull\"";
        registry.answers(401, "{\"errors\":[]}", "WWW-Authenticate", bearer, "WWW-Authenticate", "Basic realm=\"r\"");
        HttpResponse<String> answer = server.http.get("/v2/local/app/manifests/latest");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly(bearer, "Basic realm=\"r\"");
    }

    @Test
    void handsOnThatTheRegistryIsAskedTooMuch() throws Exception {
        registry.answers(429, "{\"errors\":[]}", "Retry-After", "17", "RateLimit-Remaining", "0;w=21600");
        HttpResponse<String> answer = server.http.get(BLOB);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("17");
        assertThat(answer.headers().firstValue("ratelimit-remaining")).contains("0;w=21600");
    }

    @ParameterizedTest
    @CsvSource({
        "https://store.example/b%2Fc?sig=a%2Bb,https://store.example/b%2Fc?sig=a%2Bb",
        "//store.example/b,http://store.example/b",
        "/elsewhere?x=1,REGISTRY/elsewhere?x=1",
        "other,REGISTRY/v2/team/app/blobs/other"
    })
    void handsBackARedirectAsAnAbsoluteAddressAndDoesNotFollowIt(String given, String expected) throws Exception {
        registry.answers(307, "see there", "Location", given);
        HttpResponse<String> answer = server.http.get(BLOB, "Authorization", "Basic eDp5");
        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().allValues("location"))
                .containsExactly(expected.replace("REGISTRY", registry.url().toString()));
        assertThat(registry.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "http:///path", "ht tp://x", "file:///etc/passwd"})
    void takesARedirectToNoHttpAddressForNoAnswer(String location) throws Exception {
        registry.answers(302, "", "Location", location);
        assertError(server.http.get(BLOB), 502, "UNAVAILABLE");
        assertThat(server.ended("broken")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "</v2/team/app/tags/list?last=b&n=2>,</v2/local/team/app/tags/list?last=b&n=2>",
        "<http://inside:5000/v2/team/app/tags/list?last=%2B>,</v2/local/team/app/tags/list?last=%2B>",
        "<list?last=b>,</v2/local/team/app/tags/list?last=b>",
        "</elsewhere>,<REGISTRY/elsewhere>",
    })
    void listsTagsAndLinksToTheNextPageHere(String given, String expected) throws Exception {
        registry.answers(200, "{\"name\":\"team/app\",\"tags\":[]}", "Link", given + "; rel=\"next\"");
        HttpResponse<String> answer = server.http.get("/v2/local/team/app/tags/list?n=2&last=a%2Bb&ns=x&N=5&LAST=z");
        assertThat(registry.requests.get(0).uri()).isEqualTo("/v2/team/app/tags/list?n=2&last=a%2Bb");
        assertThat(answer.headers().allValues("link"))
                .containsExactly(expected.replace("REGISTRY", registry.url().toString()) + "; rel=\"next\"");
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }
}
