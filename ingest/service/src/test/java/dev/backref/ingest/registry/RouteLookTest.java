package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.BACKREF;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.redirect;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteLookTest {
    private static final String LOGIN = "Basic Ym9iOmh1bnRlcjI=";

    @TempDir
    private static Path authorities;

    private static PrivateCa ours;
    private static PrivateCa theirs;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeTwoAuthorities() throws Exception {
        ours = PrivateCa.make(authorities, "ours");
        theirs = PrivateCa.make(authorities, "theirs");
    }

    @Test
    void trustsTheAuthorityOfTheRegistry() throws Exception {
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            assertThat(await(registry.client(access(trusting(ours.pem()))).look(MANIFEST)))
                    .isInstanceOf(Found.class);
        }
    }

    @Test
    void trustsNoOtherAuthority() throws Exception {
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            Later later =
                    later(await(registry.client(access(trusting(theirs.pem()))).look(MANIFEST)));

            assertThat(later.reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(registry.seen).isEmpty();
        }
    }

    @Test
    void trustsEveryAuthorityOfTheBundle() throws Exception {
        Path bundle = folder.resolve("bundle.pem");
        Files.writeString(
                bundle, "theirs:\n" + Files.readString(theirs.pem()) + "ours:\n" + Files.readString(ours.pem()));
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            assertThat(await(registry.client(access(trusting(bundle))).look(MANIFEST)))
                    .isInstanceOf(Found.class);
        }
    }

    @Test
    void stillWantsTheNameOfTheServerInItsCertificate() throws Exception {
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            String other = registry.url.replace("127.0.0.1", "localhost");
            Look look =
                    await(registry.clientOf(other, access(trusting(ours.pem()))).look(MANIFEST));

            assertThat(later(look).reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(registry.seen).isEmpty();
        }
    }

    @Test
    void trustsWhatTheFileSaysNow() throws Exception {
        Path file = folder.resolve("ca.pem");
        try (FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            RegistryClient client = registry.client(access(trusting(file)));
            Later absent = later(await(client.look(MANIFEST)));
            assertThat(absent.reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(absent.detail()).contains("the CA file " + file + " cannot be used");

            Files.copy(ours.pem(), file);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);

            Files.writeString(file, "no certificate at all");
            assertThat(later(await(client.look(MANIFEST))).detail()).contains("holds no certificate in PEM");

            Files.copy(theirs.pem(), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(later(await(client.look(MANIFEST))).detail()).contains("SSLHandshakeException");
        }
    }

    @Test
    void keepsItsConnectionWhileTheFileDoesNotChange() throws Exception {
        Set<String> peers = ConcurrentHashMap.newKeySet();
        try (FaultyRegistry registry = secure(request -> {
            peers.add(request.remoteAddress().toString());
            FaultyRegistry.serveManifest(request);
        })) {
            RegistryClient client = registry.client(access(trusting(ours.pem())));
            await(client.look(MANIFEST));
            await(client.look(MANIFEST));
            assertThat(peers).hasSize(1);
        }
    }

    @Test
    void goesThroughATunnelToHttps() throws Exception {
        try (FakeProxy proxy = new FakeProxy();
                FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            Route route = new Route(Optional.of(ours.pem()), proxy.route().proxies());
            RegistryClient client = registry.client(access(route));
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);

            assertThat(proxy.targets()).containsExactly("CONNECT " + authority(registry));
            assertThat(proxy.seen.get(0).login()).contains(LOGIN);
            assertThat(registry.seen)
                    .allSatisfy(seen -> assertThat(seen.headers().contains("Proxy-Authorization"))
                            .isFalse());
        }
    }

    @Test
    void leavesItToTheProxyToFindTheServer() throws Exception {
        try (FakeProxy proxy = new FakeProxy();
                FaultyRegistry registry = secure(FaultyRegistry::serveManifest)) {
            Route route = new Route(Optional.of(ours.pem()), proxy.route().proxies());
            String unknown = registry.url.replace("127.0.0.1", "registry.invalid");
            assertThat(await(registry.clientOf(unknown, access(route)).look(MANIFEST)))
                    .isInstanceOf(Found.class);
        }
    }

    @Test
    void asksTheProxyForTheWholeUrlOfHttp() {
        try (FakeProxy proxy = new FakeProxy();
                FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            assertThat(await(registry.client(access(proxy.route())).look(MANIFEST)))
                    .isInstanceOf(Found.class);

            assertThat(proxy.targets())
                    .containsExactly("GET " + registry.url + "/v2/team/app/manifests/" + FaultyRegistry.DIGEST);
            assertThat(proxy.seen.get(0).login()).contains(LOGIN);
            assertThat(registry.seen).hasSize(1);
        }
    }

    @Test
    void goesThroughTheProxyToTheTokenServerAndWhereARedirectLeads() throws Exception {
        try (FakeProxy proxy = new FakeProxy();
                FaultyRegistry store = secure(FaultyRegistry::serveManifest);
                FaultyRegistry tokens = secure(GuardedRegistry.saying("{\"token\":\"t\"}"));
                FaultyRegistry registry = secure(request -> {
                    if ("Bearer t".equals(request.getHeader("Authorization"))) {
                        redirect(request, 307, store.url + "/blob");
                    } else {
                        request.response()
                                .setStatusCode(401)
                                .putHeader("WWW-Authenticate", "Bearer realm=\"" + tokens.url + "/token\"")
                                .end();
                    }
                })) {
            Route route = new Route(Optional.of(ours.pem()), proxy.route().proxies());
            assertThat(await(registry.client(access(route)).look(MANIFEST))).isInstanceOf(Found.class);

            assertThat(proxy.targets())
                    .containsExactlyInAnyOrder(
                            "CONNECT " + authority(registry),
                            "CONNECT " + authority(tokens),
                            "CONNECT " + authority(store));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isUnreachableWhereTheProxyWantsAnotherLogin(boolean tls) throws Exception {
        try (FakeProxy proxy = new FakeProxy();
                FaultyRegistry registry = tls
                        ? secure(FaultyRegistry::serveManifest)
                        : new FaultyRegistry(FaultyRegistry::serveManifest)) {
            proxy.refusing = true;
            Later later = later(await(registry.client(access(proxy.route())).look(MANIFEST)));

            assertThat(later.reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(later.detail()).contains("407").doesNotContain("hunter2", "Ym9i");
            assertThat(registry.seen).isEmpty();
        }
    }

    @Test
    void isUnreachableWhereTheProxyIs() {
        Route route;
        try (FakeProxy proxy = new FakeProxy()) {
            route = proxy.route();
        }
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            Later later = later(await(registry.client(access(route)).look(MANIFEST)));

            assertThat(later.reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(later.detail()).doesNotContain("hunter2");
            assertThat(registry.seen).isEmpty();
        }
    }

    private static FaultyRegistry secure(Handler<HttpServerRequest> behaviour) {
        return new FaultyRegistry("https", ours.server(), behaviour);
    }

    private static Route trusting(Path ca) {
        return new Route(Optional.of(ca), Proxies.NONE);
    }

    private static Access access(Route route) {
        return new Access(Optional.of(BACKREF), Budget.DEFAULT, Set.of(), route);
    }

    private static String authority(FaultyRegistry server) {
        return URI.create(server.url).getAuthority();
    }
}
