package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients learn how to log in, although several registries stand behind one address. */
class PingTest {
    private static final String BEARER = "Bearer realm=\"https://auth.example/token\",service=\"r\"";
    private static final String BASIC = "Basic realm=\"r\"";
    private static final String CREDENTIALS = "Basic eDp5";

    private final FakeRegistry one = new FakeRegistry();
    private final FakeRegistry two = new FakeRegistry();
    private final List<AutoCloseable> servers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable server : servers) {
            server.close();
        }
        one.close();
        two.close();
    }

    @Test
    void isThereWhenNobodyDemandsALogin() throws Exception {
        HttpResponse<String> answer = both().http.get("/v2/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("www-authenticate")).isEmpty();
    }

    @Test
    void demandsALoginWhereEveryRegistryDoes() throws Exception {
        one.answers(401, "", "WWW-Authenticate", BEARER);
        two.answers(401, "", "WWW-Authenticate", BEARER);
        HttpResponse<String> answer = both().http.get("/v2/");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly(BEARER);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"UNAUTHORIZED\"");
    }

    @Test
    void onlyOffersALoginWhereARegistryIsOpen() throws Exception {
        two.answers(401, "", "WWW-Authenticate", BASIC);
        HttpResponse<String> answer = both().http.get("/v2/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly(BASIC);
    }

    @Test
    void tellsNobodysCredentialsToSeveralRegistries() throws Exception {
        one.answers(401, "", "WWW-Authenticate", BASIC);
        two.answers(401, "", "WWW-Authenticate", BASIC);
        assertThat(both().http.get("/v2/", "Authorization", CREDENTIALS).statusCode())
                .isEqualTo(200);
        assertThat(one.requests).noneMatch(request -> request.headers().contains("Authorization"));
        assertThat(two.requests).noneMatch(request -> request.headers().contains("Authorization"));
    }

    @Test
    void letsTheOnlyRegistryJudgeCredentials() throws Exception {
        one.answer = request -> request.response()
                .setStatusCode(CREDENTIALS.equals(request.getHeader("Authorization")) ? 200 : 401)
                .putHeader("WWW-Authenticate", BASIC)
                .end();
        PassThroughServer server = started(new Upstream("local", one.url()));
        assertThat(server.http.get("/v2/").statusCode()).isEqualTo(401);
        assertThat(server.http.get("/v2/", "Authorization", CREDENTIALS).statusCode())
                .isEqualTo(200);
        assertThat(server.http.get("/v2/", "Authorization", "Basic wrong").statusCode())
                .isEqualTo(401);
    }

    @Test
    void answersForTheOthersWhenARegistryCannotBeReached() throws Exception {
        one.answers(401, "", "WWW-Authenticate", BASIC);
        URI gone = two.url();
        two.close();
        PassThroughServer server = started(new Upstream("local", one.url()), new Upstream("gone", gone));
        HttpResponse<String> answer = server.http.get("/v2/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly(BASIC);
    }

    /** What a gateway answers whose registry is away says nothing of logins. */
    @ParameterizedTest
    @ValueSource(ints = {404, 429, 502, 503})
    void asksAgainSoonWhenARegistryDidNotSay(int status) throws Exception {
        one.answers(status, "", "WWW-Authenticate", "Basic realm=\"the gateway\"");
        PassThroughServer server = started(new Upstream("local", one.url()));
        assertThat(offered(server)).isEmpty();
        one.answers(401, "", "WWW-Authenticate", BASIC);
        await().until(() -> offered(server), List.of(BASIC)::equals);
    }

    @Test
    void asksEachRegistryOnceInAWhileHoweverOftenItIsAsked() throws Exception {
        PassThroughServer server = both();
        for (int each = 0; each < 20; each++) {
            server.http.get("/v2/");
        }
        assertThat(one.requests).hasSize(1);
        assertThat(one.requests.get(0).uri()).isEqualTo("/v2/");
        assertThat(one.requests.get(0).headers().get("User-Agent")).startsWith("backref/");
        assertThat(two.requests).hasSize(1);
    }

    /** The rest of a registry's answer is refused by a reset, and what we did ourselves is no error. */
    @Test
    void logsNoErrorForTheBodiesThatItDoesNotRead() throws Exception {
        one.answer = request -> request.response()
                .setStatusCode(401)
                .putHeader("WWW-Authenticate", BASIC)
                .setChunked(true)
                .write("without an end");
        try (ErrorLog log = new ErrorLog()) {
            PassThroughServer server = both();
            assertThat(server.http.get("/v2/").headers().allValues("www-authenticate"))
                    .containsExactly(BASIC);
            server.close(); // The event loops have done all of it by then.
            assertThat(log.errors()).isEmpty();
        }
    }

    private static List<String> offered(PassThroughServer server) throws Exception {
        return server.http.get("/v2/").headers().allValues("www-authenticate");
    }

    private PassThroughServer both() {
        return started(new Upstream("local", one.url()), new Upstream("other", two.url()));
    }

    private PassThroughServer started(Upstream... upstreams) {
        PassThroughServer server = new PassThroughServer(upstreams);
        servers.add(server);
        return server;
    }
}
