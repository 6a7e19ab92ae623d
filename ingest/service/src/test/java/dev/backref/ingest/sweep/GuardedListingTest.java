package dev.backref.ingest.sweep;

import static dev.backref.ingest.sweep.PagedRegistry.lines;
import static dev.backref.ingest.sweep.PagedRegistry.repositories;
import static dev.backref.ingest.sweep.PagedRegistry.tags;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry lets in whoever brings a token of the scope that the request needs. */
class GuardedListingTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {",scope=\"registry:catalog:*\"", ""})
    void theCatalogueNeedsATokenOfItsOwnWhetherOrNotTheRegistrySaysSo(String scope) {
        try (PagedRegistry registry = new PagedRegistry(request -> guarded(request, scope))) {
            assertThat(lines(registry.lister(folder).repositories())).containsExactly("team/app");
            assertThat(registry.seen)
                    .containsExactly(
                            "/v2/_catalog?n=1000", "/token?scope=registry%3Acatalog%3A*", "/v2/_catalog?n=1000");
        }
    }

    @Test
    void theTokenOfTheCatalogueIsNotThatOfARepository() {
        try (PagedRegistry registry = new PagedRegistry(request -> guarded(request, ""))) {
            ApiLister lister = registry.lister(folder);
            assertThat(lines(lister.repositories())).containsExactly("team/app");
            assertThat(lines(lister.sources("team/app"))).containsExactly(":v1");
            assertThat(lines(lister.repositories())).containsExactly("team/app");
            assertThat(lines(lister.sources("team/app"))).containsExactly(":v1");
            assertThat(registry.seen.stream().filter(uri -> uri.startsWith("/token")))
                    .containsExactly(
                            "/token?scope=registry%3Acatalog%3A*", "/token?scope=repository%3Ateam%2Fapp%3Apull");
        }
    }

    private static void guarded(HttpServerRequest request, String scope) {
        String needed = request.path().equals("/v2/_catalog") ? "registry:catalog:*" : "repository:team/app:pull";
        if (request.path().equals("/token")) {
            request.response().end("{\"token\":\"" + request.getParam("scope") + "\",\"expires_in\":300}");
        } else if (!("Bearer " + needed).equals(request.getHeader("Authorization"))) {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Bearer realm=\"http://" + request.authority() + "/token\"" + scope)
                    .end();
        } else if (request.path().equals("/v2/_catalog")) {
            repositories(request.response(), "team/app");
        } else {
            tags(request.response(), "v1");
        }
    }
}
