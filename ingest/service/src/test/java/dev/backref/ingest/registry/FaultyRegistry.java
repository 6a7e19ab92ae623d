package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real HTTP server that does what a test tells it, and a client that believes it to be a registry. */
final class FaultyRegistry implements AutoCloseable {
    static final Location PLACE = new Location("local", "team/app");
    static final byte[] CONTENT = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
    static final Digest DIGEST = Digest.sha256(CONTENT);
    static final Source MANIFEST = new Source.Manifest(PLACE, DIGEST);
    static final Source.Tag TAG = new Source.Tag(PLACE, "v1");
    static final Source REPOSITORY = new Source.Repository(PLACE);
    static final Account BACKREF = new Account.Named("backref", () -> "pass:word");
    static final Access ANONYMOUS = new Access(Optional.empty(), Budget.DEFAULT, Set.of());
    static final Access WITH_PASSWORD = new Access(Optional.of(BACKREF), Budget.DEFAULT, Set.of());

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final String url;
    private final Vertx vertx = Vertx.vertx();

    /** A request that came. */
    record Seen(String method, String uri, MultiMap headers) {
        Optional<String> authorization() {
            return Optional.ofNullable(headers.get("Authorization"));
        }
    }

    FaultyRegistry(Handler<HttpServerRequest> behaviour) {
        this("http", new HttpServerOptions(), behaviour);
    }

    FaultyRegistry(String scheme, HttpServerOptions options, Handler<HttpServerRequest> behaviour) {
        int port = await(vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                        .requestHandler(request -> {
                            seen.add(new Seen(
                                    request.method().name(),
                                    request.uri(),
                                    MultiMap.caseInsensitiveMultiMap().addAll(request.headers())));
                            behaviour.handle(request);
                        })
                        .listen())
                .actualPort();
        url = scheme + "://127.0.0.1:" + port;
    }

    /** A good answer to whatever is asked for. */
    static void serveManifest(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .putHeader("Docker-Content-Digest", DIGEST.toString())
                .end(Buffer.buffer(CONTENT));
    }

    static void redirect(HttpServerRequest request, int status, String location) {
        request.response().setStatusCode(status).putHeader("Location", location).end();
    }

    /** As registries answer, with a header that shows that it is one. */
    static void answer(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                .end();
    }

    RegistryClient client(Access access) {
        return client(access, Timeouts.DEFAULT);
    }

    RegistryClient client(Access access, Timeouts timeouts) {
        return new RegistryClient(vertx, settings(url, access), timeouts);
    }

    RegistryClient client(Access access, Clock clock, HttpClientOptions options) {
        return new RegistryClient(vertx, settings(url, access), Timeouts.DEFAULT, clock, options);
    }

    /** A client of the registry at another address, with the timeouts given. */
    RegistryClient clientOf(String otherUrl, Timeouts timeouts) {
        return new RegistryClient(vertx, settings(otherUrl, ANONYMOUS), timeouts);
    }

    /** A client of the registry at another address, in a Vert.x that ends with this one. */
    RegistryClient clientOf(String otherUrl, Access access) {
        return new RegistryClient(vertx, settings(otherUrl, access), Timeouts.DEFAULT);
    }

    Look look(Source source) {
        return await(client(ANONYMOUS).look(source));
    }

    Look fetch(Source.Tag source) {
        return await(client(ANONYMOUS).fetch(source));
    }

    List<String> seenUris() {
        return seen.stream().map(Seen::uri).toList();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    static Timeouts impatient(Duration request, Duration idle) {
        return new Timeouts(Duration.ofSeconds(2), request, idle);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static RegistrySettings settings(String url, Access access) {
        return new RegistrySettings(
                "local",
                URI.create(url),
                Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                access,
                SweepSettings.ON_REQUEST);
    }
}
