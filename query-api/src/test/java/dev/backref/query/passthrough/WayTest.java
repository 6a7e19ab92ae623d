package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that nobody but a proxy can find. */
class WayTest {
    private static final String BLOB = "/app/blobs/sha256:" + "a".repeat(64);
    private static final String UNKNOWN = "http://registry.invalid:5000";

    private final FakeRegistry proxy = new FakeRegistry();
    private final PassThroughServer server = new PassThroughServer(new Upstream(
            "local",
            URI.create(UNKNOWN),
            (options, connect) -> options.setProxyOptions(new ProxyOptions()
                    .setHost("127.0.0.1")
                    .setPort(proxy.url().getPort())
                    .setUsername("bob")
                    .setPassword("hunter2"))));

    @AfterEach
    void stop() {
        server.close();
        proxy.close();
    }

    @Test
    void isTakenToTheRegistryWithTheCallersOwnLoginAndTheProxys() throws Exception {
        proxy.answers(200, "content");
        HttpResponse<String> answer = server.http.get("/v2/local" + BLOB, "Authorization", "Basic callers");

        assertThat(answer.body()).isEqualTo("content");
        assertThat(proxy.requests).singleElement().satisfies(request -> {
            assertThat(request.uri()).isEqualTo(UNKNOWN + "/v2" + BLOB);
            assertThat(request.headers().get("Authorization")).isEqualTo("Basic callers");
            assertThat(request.headers().get("Proxy-Authorization")).isEqualTo("Basic Ym9iOmh1bnRlcjI=");
        });
    }

    @Test
    void isTakenToAskForTheChallengesToo() throws Exception {
        proxy.answers(401, "", "WWW-Authenticate", "Basic realm=\"registry\"");

        assertThat(server.http.get("/v2/").statusCode()).isEqualTo(401);
        assertThat(proxy.requests).extracting(FakeRegistry.Request::uri).containsExactly(UNKNOWN + "/v2/");
    }

    @Test
    void doesNotMakeTheProxysWishForALoginTheRegistrys() throws Exception {
        proxy.answers(407, "", "Proxy-Authenticate", "Basic realm=\"proxy\"");
        HttpResponse<String> answer = server.http.get("/v2/local" + BLOB);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("proxy-authenticate")).isEmpty();
        assertThat(server.ended("unreachable")).isEqualTo(1);
    }
}
