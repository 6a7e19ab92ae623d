package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.remote.LookupBatch;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpListenerTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void tellsAPortThatIsTakenFromAHostThatIsNotHere() {
        try (HttpListener first = start("127.0.0.1", 0)) {
            int taken = first.port();
            assertThatThrownBy(() -> start("localhost", taken))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("port " + taken + " on localhost is taken");
            assertThatThrownBy(() -> HttpListener.requireFree(http("localhost", taken)))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("port " + taken + " on localhost is taken");
        }
        HttpListener.requireFree(http("localhost", 0));
        assertThatThrownBy(() -> start("203.0.113.1", 0)) // For documentation only (RFC 5737): nobody has it.
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("cannot listen on port 0 of 203.0.113.1, see http.host")
                .message()
                .doesNotContain("Exception");
    }

    /** Or long filters of some callers would fail the lookups of all that go in one batch with theirs. */
    @Test
    void takesNoLookupThatIsTooLongForABatch() {
        int longest = 2 * HttpListener.LARGEST_HEADERS; // Of three characters, "%01", JSON makes six.
        assertThat(LookupBatch.MOST * longest).isLessThan(LookupBatch.MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/changes", "/api/v1/snapshot"})
    void takesALongerLineForTheSubjectsOfTheFeedAlone(String path) throws Exception {
        String more = "a".repeat(HttpListener.LARGEST_HEADERS);
        String subject = "sha256%3A" + "a".repeat(64);
        String subjects = "&subject=" + (subject + "%2C").repeat(1_000);
        try (HttpListener listener = start("127.0.0.1", 0)) {
            assertThat(status(listener, path + "?x=" + "a".repeat(10_000) + subjects))
                    .isEqualTo(404);
            assertThat(status(listener, path + "?" + ("&subject=" + subject).repeat(1_000)))
                    .isEqualTo(404);
            assertThat(status(listener, path + "?x=" + more)).isEqualTo(414);
            assertThat(status(listener, path + "?x=" + more + "&subject=a")).isEqualTo(414);
            assertThat(status(listener, path + "?subject=a;x=" + more)).isEqualTo(414);
            assertThat(status(listener, path + "?subject=a" + ";".repeat(more.length())))
                    .isEqualTo(414);
            assertThat(status(listener, path + "?" + "?".repeat(more.length()) + "&subject=a"))
                    .isEqualTo(414);
            assertThat(status(listener, "/v2/a/referrers/b?subject=" + more)).isEqualTo(414);
            assertThat(status(listener, path + "/?subject=" + more)).isEqualTo(414);
        }
    }

    private static int status(HttpListener listener, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + listener.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpListener start(String host, int port) {
        return HttpListener.start(vertx, http(host, port), Router.router(vertx));
    }

    private static StandaloneSettings.Http http(String host, int port) {
        return new StandaloneSettings.Http(host, port, Duration.ofSeconds(1));
    }
}
