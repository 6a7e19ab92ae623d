package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.registry.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A real HTTP server that lists what a test tells it, and listers that believe it to be a registry. */
final class PagedRegistry implements AutoCloseable {
    static final Function<String, Future<Look>> NO_REFERRERS = repository -> Future.succeededFuture(new Look.Gone());

    static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(1));

    final List<String> seen = new CopyOnWriteArrayList<>();
    final String url;
    final Vertx vertx = Vertx.vertx();

    PagedRegistry(Handler<HttpServerRequest> behaviour) {
        int port = await(vertx.createHttpServer(
                                new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(request -> {
                            seen.add(request.uri());
                            behaviour.handle(request);
                        })
                        .listen())
                .actualPort();
        url = "http://127.0.0.1:" + port;
    }

    ApiLister lister(Path folder) {
        return lister(folder, PATIENT, 3);
    }

    /** A lister that is in a hurry to ask again. */
    ApiLister lister(Path folder, Timeouts timeouts, int inMemory) {
        return new ApiLister(
                vertx,
                client(vertx, url, timeouts),
                NO_REFERRERS,
                new ApiLister.Place(folder, new ApiLister.Bounds(inMemory, 5_000, Duration.ofMillis(2))),
                Optional.empty());
    }

    /** A lister of a registry whose referrers API answers so. */
    ApiLister lister(Path folder, Function<String, Future<Look>> referrers) {
        return new ApiLister(vertx, client(vertx, url, PATIENT), referrers, folder, Optional.empty());
    }

    static RegistryClient client(Vertx vertx, String url, Timeouts timeouts) {
        return client(vertx, url, timeouts, Optional.empty());
    }

    static RegistryClient client(Vertx vertx, String url, Timeouts timeouts, Optional<Account> account) {
        return new RegistryClient(
                vertx,
                new RegistrySettings(
                        "local",
                        URI.create(url),
                        RegistrySettings.Kind.DISTRIBUTION,
                        RegistryHistory.UNKNOWN,
                        Optional.empty(),
                        new Access(account, new Budget(8, 100_000), Set.of()),
                        SweepSettings.ON_REQUEST),
                timeouts);
    }

    /** The registry's own 404. */
    static void notFound(HttpServerRequest request) {
        request.response()
                .setStatusCode(404)
                .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                .end();
    }

    static void tags(HttpServerResponse response, String... names) {
        response.end("{\"name\":\"team/app\",\"tags\":" + array(List.of(names)) + "}");
    }

    static void repositories(HttpServerResponse response, String... names) {
        response.end("{\"repositories\":" + array(List.of(names)) + "}");
    }

    static HttpServerResponse leadingTo(HttpServerRequest request, String next) {
        return request.response().putHeader("Link", "<" + next + ">; rel=\"next\"");
    }

    static String array(List<String> names) {
        return names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }

    static <T> T await(Future<T> future) {
        return await(future, Duration.ofMinutes(1));
    }

    static <T> T await(Future<T> future, Duration patience) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** The lines of a listing that came to its end. */
    static List<String> lines(Future<Listed> listing) {
        try (SortedLines lines = ((Listed.All) await(listing)).lines()) {
            List<String> all = new ArrayList<>();
            for (List<String> some = lines.after("", 2);
                    !some.isEmpty();
                    some = lines.after(all.get(all.size() - 1), 2)) {
                all.addAll(some);
            }
            return all;
        }
    }

    static Listed.Failed failed(Future<Listed> listing) {
        return (Listed.Failed) await(listing);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
