package dev.backref.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.RoutingContext;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no resource answers is answered in the form of its path, and counted. */
class ErrorPagesTest {
    private static final String JSON = "\r\ncontent-type: application/json\r\n";

    private final TestServer server = new TestServer((vertx, router) -> {
        router.get("/v2/*").handler(ErrorPagesTest::serve);
        router.get("/api/v1/*").handler(ErrorPagesTest::serve);
    });

    @AfterEach
    void close() {
        server.close();
    }

    private static void serve(RoutingContext context) {
        if (context.queryParams().contains("fail")) {
            throw new IllegalStateException("secret detail");
        }
        context.response().end("served");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/%zz", "/v2/local/app/referrers/%", "/v2/local/app/referrers/x?last=%zz", "/v2/?n=%F"})
    void answersWhatCannotBeDecodedBelowV2AsOciErrorsAre(String path) throws Exception {
        assertThat(server.raw("GET " + path))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase(JSON)
                .contains("{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"the request cannot be read");
        assertThat(server.errors("malformed")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/%zz", "/api/v1/changes?after=%zz", "/v2x/%zz"})
    void answersWhatCannotBeDecodedElsewhereInTheFormOfTheApi(String path) throws Exception {
        assertThat(server.raw("GET " + path))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase(JSON)
                .contains("{\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"the request cannot be read");
        assertThat(server.errors("malformed")).isOne();
    }

    @Test
    void countsWhatFailedAndTellsNobodyWhy() throws Exception {
        HttpResponse<String> below = server.get("/v2/?fail=1");
        assertThat(below.statusCode()).isEqualTo(500);
        assertThat(below.body()).isEqualTo("{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"the request failed\"}]}");
        HttpResponse<String> elsewhere = server.get("/api/v1/x?fail=1");
        assertThat(elsewhere.statusCode()).isEqualTo(500);
        assertThat(elsewhere.body()).isEqualTo("{\"error\":{\"code\":\"FAILED\",\"message\":\"the request failed\"}}");
        assertThat(server.errors("failed")).isEqualTo(2);
    }

    @Test
    void countsWhatIsServedNowhereAndByNoMethod() throws Exception {
        assertThat(server.get("/nowhere").body()).startsWith("{\"error\":{\"code\":\"NOT_FOUND\"");
        assertThat(server.send("DELETE", "/v2/x").body()).startsWith("{\"errors\":[{\"code\":\"UNSUPPORTED\"");
        assertThat(server.errors("not-found")).isOne();
        assertThat(server.errors("method-not-allowed")).isOne();
    }
}
