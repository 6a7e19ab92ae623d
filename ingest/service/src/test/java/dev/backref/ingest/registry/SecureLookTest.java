package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.redirect;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureLookTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeACertificateThatNobodyTrusts() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keystore",
                        store(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "SAN=IP:127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
    }

    @Test
    void looksOverTls() {
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            assertThat(trusting(registry)).isInstanceOf(Found.class);
        }
    }

    @Test
    void doesNotTalkToARegistryWhoseCertificateNobodyTrusts() {
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            Later later = later(registry.look(MANIFEST));

            assertThat(later.reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(later.detail()).contains("SSLHandshakeException");
            assertThat(registry.seen).isEmpty();
        }
    }

    @Test
    void neverFollowsARedirectFromHttpsToHttp() {
        try (FaultyRegistry plain = new FaultyRegistry(FaultyRegistry::serveManifest);
                FaultyRegistry registry = secure(request -> redirect(request, 302, plain.url + "/blob"))) {
            assertThat(later(trusting(registry)).reason()).isEqualTo(LookFailure.REDIRECT_REFUSED);
            assertThat(plain.seen).isEmpty();
        }
    }

    @Test
    void neverAsksForATokenOverHttpWhereTheRegistryIsHttps() {
        try (FaultyRegistry plain = new FaultyRegistry(GuardedRegistry.saying("{\"token\":\"t\"}"));
                FaultyRegistry registry = secure(request -> request.response()
                        .setStatusCode(401)
                        .putHeader("WWW-Authenticate", "Bearer realm=\"" + plain.url + "/token\"")
                        .end())) {
            assertThat(later(trusting(registry)).reason()).isEqualTo(LookFailure.UNAUTHORIZED);
            assertThat(plain.seen).isEmpty();
        }
    }

    private static FaultyRegistry secure(Handler<HttpServerRequest> behaviour) {
        PfxOptions key = new PfxOptions().setPath(store()).setPassword(PASSWORD);
        return new FaultyRegistry("https", new HttpServerOptions().setSsl(true).setKeyCertOptions(key), behaviour);
    }

    private static Look trusting(FaultyRegistry registry) {
        PfxOptions trust = new PfxOptions().setPath(store()).setPassword(PASSWORD);
        HttpClientOptions options = new HttpClientOptions().setTrustOptions(trust);
        return await(registry.client(ANONYMOUS, Clock.systemUTC(), options).look(MANIFEST));
    }

    private static String store() {
        return folder.resolve("registry.p12").toString();
    }
}
