package dev.backref.ingest.receive;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.Secret;
import dev.backref.ingest.registry.SweepSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The receiver behind a real HTTP server: all registries but {@code closed} have hooks. */
final class RunningReceiver implements AutoCloseable {
    static final String SECRET = "hook-secret";
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final KafkaCluster CLUSTER = new KafkaCluster("127.0.0.1:1", "backref.", 4, Map.of());

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Receiver receiver;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;

    private RunningReceiver(
            EventLog log, KafkaCluster cluster, HookLimits limits, List<RegistrySettings> more, Clock clock) {
        List<RegistrySettings> registries = new ArrayList<>(more);
        Collections.addAll(
                registries,
                registry("local", Kind.DISTRIBUTION, Optional.of(() -> SECRET)),
                registry("zot", Kind.ZOT, Optional.of(() -> SECRET)),
                registry("ghcr", Kind.GHCR, Optional.of(() -> SECRET)),
                registry("hub", Kind.DOCKERHUB, Optional.of(() -> SECRET)),
                registry("jfrog", Kind.JFROG, Optional.of(() -> SECRET)),
                registry("grid", Kind.ACR_EVENTGRID, Optional.of(() -> SECRET)),
                registry("closed", Kind.DISTRIBUTION, Optional.empty()),
                registry("broken", Kind.DISTRIBUTION, Optional.of(() -> {
                    throw new UncheckedIOException(new IOException("the secret's file is gone"));
                })));
        Router router = Router.router(vertx);
        receiver = new Receiver(vertx, registries, cluster, log, limits, meters, clock);
        receiver.mount(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    static RunningReceiver on(EventLog log) {
        return on(log, HookLimits.acknowledged(Duration.ofSeconds(10)));
    }

    static RunningReceiver on(EventLog log, HookLimits limits) {
        return new RunningReceiver(log, CLUSTER, limits, List.of(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static RunningReceiver on(EventLog log, KafkaCluster cluster) {
        return on(log, cluster, List.of(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** With these registries too. */
    static RunningReceiver on(EventLog log, KafkaCluster cluster, List<RegistrySettings> more, Clock clock) {
        return new RunningReceiver(log, cluster, HookLimits.acknowledged(Duration.ofSeconds(10)), more, clock);
    }

    HttpResponse<String> post(byte[] body) {
        return send(hook("/hooks/local", body));
    }

    CompletableFuture<HttpResponse<String>> posting(byte[] body) {
        return client.sendAsync(hook("/hooks/local", body).build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sending(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As Pub/Sub does, to the hook {@code gar}. */
    HttpRequest.Builder pushing(byte[] body, String token) {
        return request("/hooks/gar")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    HttpRequest.Builder hook(String path, byte[] body) {
        return request(path)
                .header("Authorization", "Bearer " + SECRET)
                .header("Content-Type", "application/vnd.docker.distribution.events.v1+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A connection on which the test writes every byte itself. */
    RawConnection connect() throws IOException {
        return new RawConnection(server.actualPort());
    }

    double counted(String name, String... tags) {
        return Optional.ofNullable(meters.find(name).tags(tags).counter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }

    double waiting() {
        return meters.get("backref.webhooks.waiting").gauge().value();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private static RegistrySettings registry(String name, Kind kind, Optional<Secret> secret) {
        return hooked(name, kind, secret.map(RegistrySettings.Webhook::new));
    }

    static RegistrySettings hooked(String name, Kind kind, Optional<RegistrySettings.Webhook> webhook) {
        return new RegistrySettings(
                name,
                URI.create("http://127.0.0.1:5000"),
                kind,
                RegistryHistory.NONE,
                webhook,
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
