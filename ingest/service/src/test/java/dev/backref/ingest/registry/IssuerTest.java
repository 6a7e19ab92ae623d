package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issuer's answers give. */
@Timeout(30)
class IssuerTest {
    /** That of RFC 7517 §A.1; its other members are left out. */
    private static final String EC = "{'kty':'EC','crv':'P-256','x':'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',"
            + "'y':'4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM','kid':'1'}";

    private static final String SECRET = "{'kty':'oct','k':'c2VjcmV0LXNlY3JldC1zZWNyZXQ','kid':'2'}";
    private static final String UNHEARD_OF = "{'kty':'new','kid':'3'}";
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/tenant", "/tenant/"})
    void findsItsKeysByWhatItSaysAtItsName(String path) {
        try (FaultyRegistry server = new FaultyRegistry(request -> answer(request, path, "/keys"))) {
            JWKSet keys = keys(server.url + path);

            assertThat(keys.getKeys()).extracting(JWK::getKeyID).containsExactly("1");
            String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            assertThat(server.seen)
                    .extracting(FaultyRegistry.Seen::uri)
                    .containsExactly(bare + WELL_KNOWN, "/keys?p=1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'issuer':'https://other.example','jwks_uri':'URL/keys'} | is of another issuer than URL",
                "{'jwks_uri':'URL/keys'} | is of another issuer than URL",
                "{'issuer':'URL'} | names no jwks_uri that is as safe as its own",
                "{'issuer':'URL','jwks_uri':'http://keys.invalid/keys'} | names no jwks_uri that is as safe as its own",
                "{'issuer':'URL','jwks_uri':'ftp://h/keys'} | is no JSON with a jwks_uri",
                "{'issuer':'URL','jwks_uri':'not a URL'} | is no JSON with a jwks_uri",
                "{'issuer':'URL','jwks_uri':7} | is no JSON with a jwks_uri",
                "[] | is of another issuer than URL",
                "null | is no JSON with a jwks_uri",
                "<html> | is no JSON with a jwks_uri",
            })
    void believesNoOtherDocument(String document, String problem) {
        try (FaultyRegistry server = new FaultyRegistry(
                request -> request.response().end(document.replace('\'', '"').replace("URL", url(request))))) {
            assertThat(failure(server.url))
                    .hasMessage(server.url + WELL_KNOWN + " " + problem.replace("URL", server.url));
            assertThat(server.seen).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'keys':[]} | has no key for RS256 or ES256",
                "{'keys':[{'kty':'oct','k':'c2VjcmV0LXNlY3JldC1zZWNyZXQ','kid':'2'}]} | has no key for RS256 or ES256",
                "{'keys':{}} | is no set of keys",
                "{'keys':[null,7,'a',[],{}]} | has no key for RS256 or ES256",
                "{} | is no set of keys",
                "null | is no set of keys",
                "<html> | is no set of keys",
            })
    void takesNoSetWithoutAKeyThatVerifies(String set, String problem) {
        try (FaultyRegistry server = new FaultyRegistry(request -> {
            if (request.uri().equals(WELL_KNOWN)) {
                answer(request, "", "/keys");
            } else {
                request.response().end(set.replace('\'', '"'));
            }
        })) {
            // Without the query, which may hold a secret.
            assertThat(failure(server.url)).hasMessage(server.url + "/keys " + problem);
        }
    }

    @Test
    void saysWhyItIsNotThere() {
        try (FaultyRegistry away = new FaultyRegistry(
                        request -> request.response().setStatusCode(503).end());
                FaultyRegistry elsewhere =
                        new FaultyRegistry(request -> FaultyRegistry.redirect(request, 302, away.url + WELL_KNOWN));
                FaultyRegistry endless =
                        new FaultyRegistry(request -> request.response().end("x".repeat(256 * 1024 + 1)));
                FaultyRegistry silent = new FaultyRegistry(request -> {})) {
            assertThat(failure(away.url)).hasMessage("GET " + away.url + WELL_KNOWN + " answered 503");
            assertThat(failure(elsewhere.url)).hasMessage("GET " + elsewhere.url + WELL_KNOWN + " answered 302");
            assertThat(away.seen).hasSize(1);
            assertThat(failure(endless.url))
                    .hasMessage("GET " + endless.url + WELL_KNOWN + " answered more than 262144 bytes");
            assertThat(failure(silent.url, Duration.ofSeconds(1)))
                    .hasMessage("GET " + silent.url + WELL_KNOWN + ": took too long");
        }
    }

    @Test
    void saysThatNobodyListens() {
        String nobody = "http://127.0.0.1:1";

        assertThat(failure(nobody)).hasMessageStartingWith("GET " + nobody + WELL_KNOWN + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://accounts.google.com",
                "https://sts.windows.net/tenant/",
                "https://h:8443/a/b",
                "http://localhost:8080",
                "http://127.0.0.1",
                "http://[::1]:80/a"
            })
    void mayBeAnyThatIsSafe(String issuer) {
        assertThat(SenderTokens.isIssuer(issuer)).isTrue();
        assertThat(new SenderTokens(issuer, "a", Map.of()).issuer()).isEqualTo(issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "accounts.google.com",
                "http://accounts.google.com",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "https://bob:pass@h",
                "https://h?q",
                "https://h#f",
                "https://",
                "https://a b",
                "ftp://h"
            })
    void mayBeNoOther(String issuer) {
        assertThat(SenderTokens.isIssuer(issuer)).isFalse();
        assertThat(catchThrowable(() -> new SenderTokens(issuer, "a", Map.of())))
                .hasMessage("not an issuer: \"" + issuer + "\"");
    }

    private static void answer(HttpServerRequest request, String path, String keys) {
        String url = url(request);
        if (request.path().equals(keys)) {
            request.response()
                    .end(("{'keys':[" + String.join(",", List.of(EC, SECRET, UNHEARD_OF)) + "]}").replace('\'', '"'));
        } else {
            request.response().end("{\"issuer\":\"" + url + path + "\",\"jwks_uri\":\"" + url + keys + "?p=1\"}");
        }
    }

    private static String url(HttpServerRequest request) {
        return "http://127.0.0.1:" + request.localAddress().port();
    }

    private JWKSet keys(String name) {
        return issuer(name, Duration.ofSeconds(20)).keys().await();
    }

    private Throwable failure(String name) {
        return failure(name, Duration.ofSeconds(20));
    }

    private Throwable failure(String name, Duration patience) {
        Throwable failure = catchThrowable(() -> issuer(name, patience).keys().await());
        assertThat(failure).isInstanceOf(NoKeys.class);
        return failure;
    }

    private Issuer issuer(String name, Duration patience) {
        return new Issuer(vertx, name, Route.DIRECT, new Timeouts(patience, patience, patience));
    }
}
