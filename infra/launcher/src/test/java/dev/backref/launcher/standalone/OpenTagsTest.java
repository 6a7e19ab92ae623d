package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.query.gate.Tags.Pointer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenTagsTest {
    private static final Location APP = new Location("local", "app");
    private static final Digest DIGEST = Digest.parse("sha256:" + "a".repeat(64));

    private final Vertx vertx = Vertx.vertx();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final int port = vertx.createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        Optional.ofNullable(request.getHeader("Authorization")).ifPresent(logins::add);
        request.response().putHeader("Docker-Distribution-Api-Version", "registry/2.0");
        switch (request.path()) {
            case "/v2/app/manifests/open" ->
                request.response()
                        .putHeader("Docker-Content-Digest", DIGEST.toString())
                        .end();
            case "/v2/app/manifests/closed" ->
                request.response()
                        .setStatusCode(401)
                        .putHeader("WWW-Authenticate", "Basic realm=\"here\"")
                        .end();
            case "/v2/app/manifests/portal" ->
                request.response().putHeader("Content-Type", "text/html").end("<html>Welcome</html>");
            default -> request.response().setStatusCode(404).end();
        }
    }

    @Test
    void asksAsNobodyWhereATagPoints() throws Exception {
        try (OpenTags tags = new OpenTags(vertx, List.of(registry()))) {
            assertThat(ask(tags, "open")).isEqualTo(Pointer.to(DIGEST));
            Pointer closed = ask(tags, "closed");
            assertThat(closed.digest()).isEmpty();
            assertThat(closed.why())
                    .startsWith("unauthorized: ")
                    .endsWith("; tags are asked for without a login: name the digest");
            Pointer portal = ask(tags, "portal");
            assertThat(portal.digest()).as("the page is no image").isEmpty();
            assertThat(portal.why()).startsWith("bad-answer: ").endsWith(" names no digest");
            assertThat(ask(tags, "none").why()).isEqualTo("no tag \"none\" is seen in local/app without a login");
        }
        assertThat(logins).isEmpty();
    }

    private static Pointer ask(OpenTags tags, String tag) throws Exception {
        return tags.pointer(new Source.Tag(APP, tag), () -> false)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private RegistrySettings registry() {
        Account account = new Account.Named("backref", () -> {
            throw new AssertionError("nobody may ask for the password");
        });
        return new RegistrySettings(
                "local",
                URI.create("http://127.0.0.1:" + port),
                Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                new Access(Optional.of(account), Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
