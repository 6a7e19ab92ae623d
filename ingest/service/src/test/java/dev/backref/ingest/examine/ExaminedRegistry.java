package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Finding.Status;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.registry.Timeouts;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A real HTTP server that is a registry in good order, with the repository {@code team/app} and its tags {@code a} and
 * {@code b}, except where a test has it behave otherwise.
 */
final class ExaminedRegistry implements AutoCloseable {
    static final byte[] CONTENT = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
    static final Digest DIGEST = Digest.sha256(CONTENT);
    static final String TAGS = "/v2/team/app/tags/list";
    static final String FIRST_TAG = TAGS + "?n=1";
    static final String SECOND_TAG = TAGS + "?n=1&last=a";
    static final String TAG = "/v2/team/app/manifests/a";
    static final String MANIFEST = "/v2/team/app/manifests/" + DIGEST;
    static final String REFERRERS = "/v2/team/app/referrers/" + DIGEST;
    static final String FILTERED = REFERRERS + "?artifactType=application%2Fvnd.dev.backref.nothing.v1%2Bjson";
    static final String CATALOGUE = "/v2/_catalog?n=1";
    static final String BASE = "/v2/";
    static final Duration LONG = Duration.ofMinutes(1);

    private static final Map<String, Handler<HttpServerRequest>> WELL = Map.of(
            BASE, ExaminedRegistry::base,
            CATALOGUE, request -> json(request, "{\"repositories\":[\"team/app\"]}"),
            FIRST_TAG, ExaminedRegistry::firstTag,
            SECOND_TAG, request -> json(request, "{\"name\":\"team/app\",\"tags\":[\"b\"]}"),
            TAGS, request -> json(request, "{\"name\":\"team/app\",\"tags\":[\"a\",\"b\"]}"),
            TAG, ExaminedRegistry::manifest,
            MANIFEST, ExaminedRegistry::manifest,
            REFERRERS, request -> index(request, "application/spdx+json"),
            FILTERED, ExaminedRegistry::filtered);

    final List<String> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Handler<HttpServerRequest>> otherwise = new ConcurrentHashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server = vertx.createHttpServer(
                    new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(this::answer)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    /** From now on answers a path with its query so. */
    ExaminedRegistry where(String uri, Handler<HttpServerRequest> behaviour) {
        otherwise.put(uri, behaviour);
        return this;
    }

    ExaminedRegistry where(String uri, int status) {
        return where(uri, request -> request.response().setStatusCode(status).end());
    }

    /** Answers whatever is asked so, where no test says otherwise of the path. */
    ExaminedRegistry everywhere(Handler<HttpServerRequest> behaviour) {
        return where("", behaviour);
    }

    Map<String, Finding> examine(String... known) {
        return examine(Optional.empty(), Timeouts.DEFAULT, LONG, known);
    }

    Map<String, Finding> examineWithPassword(String... known) {
        return examine(Optional.of(new Account.Named("backref", () -> "pass")), Timeouts.DEFAULT, LONG, known);
    }

    /** In the order in which they were told. */
    Map<String, Finding> examine(Optional<Account> account, Timeouts timeouts, Duration longest, String... known) {
        return of(url(), account, timeouts, longest, known);
    }

    /** Of a registry at another address. */
    Map<String, Finding> of(
            String url, Optional<Account> account, Timeouts timeouts, Duration longest, String... known) {
        RegistryClient client = new RegistryClient(
                vertx,
                new RegistrySettings(
                        "local",
                        URI.create(url),
                        RegistrySettings.Kind.DISTRIBUTION,
                        RegistryHistory.UNKNOWN,
                        Optional.empty(),
                        new Access(account, Budget.DEFAULT, Set.of()),
                        SweepSettings.ON_REQUEST),
                timeouts);
        Map<String, Finding> findings = new LinkedHashMap<>();
        new ApiExaminer(client, account.isPresent(), longest)
                .examine(List.of(known))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .forEach(finding -> findings.put(finding.check(), finding));
        return findings;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    static Status status(Map<String, Finding> findings, String check) {
        return Optional.ofNullable(findings.get(check)).orElseThrow().status();
    }

    static String detail(Map<String, Finding> findings, String check) {
        return Optional.ofNullable(findings.get(check)).orElseThrow().detail();
    }

    static void json(HttpServerRequest request, String body) {
        request.response().putHeader("Content-Type", "application/json").end(body);
    }

    static void index(HttpServerRequest request, String... artifactTypes) {
        StringBuilder manifests = new StringBuilder();
        for (String type : artifactTypes) {
            manifests.append(manifests.isEmpty() ? "" : ",");
            manifests.append("{\"digest\":\"" + DIGEST + "\",\"artifactType\":\"" + type + "\"}");
        }
        request.response()
                .putHeader("Content-Type", "application/vnd.oci.image.index.v1+json")
                .end("{\"schemaVersion\":2,\"manifests\":[" + manifests + "]}");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        seen.add(request.method() + " " + request.uri());
        Optional.ofNullable(otherwise.get(request.uri()))
                .or(() -> Optional.ofNullable(otherwise.get("")))
                .orElse(ExaminedRegistry::well)
                .handle(request);
    }

    private static void well(HttpServerRequest request) {
        WELL.getOrDefault(request.uri(), ExaminedRegistry::missing).handle(request);
    }

    private static void missing(HttpServerRequest request) {
        request.response().setStatusCode(404).end();
    }

    private static void base(HttpServerRequest request) {
        request.response().putHeader("Docker-Distribution-Api-Version", "registry/2.0");
        request.response().putHeader("Server", "good/1");
        json(request, "{}");
    }

    private static void firstTag(HttpServerRequest request) {
        request.response().putHeader("Link", "<" + SECOND_TAG + ">; rel=\"next\"");
        json(request, "{\"name\":\"team/app\",\"tags\":[\"a\"]}");
    }

    private static void filtered(HttpServerRequest request) {
        request.response().putHeader("OCI-Filters-Applied", "artifactType");
        index(request);
    }

    private static void manifest(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .putHeader("Docker-Content-Digest", DIGEST.toString())
                .end(request.method().equals(HttpMethod.HEAD) ? Buffer.buffer() : Buffer.buffer(CONTENT));
    }
}
