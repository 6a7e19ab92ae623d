package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.launcher.standalone.Node;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.Role;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * From the webhook of a push to its change at a reader of the feed, with every role in one process and a registry beside:
 * first as many as go, then half as many a second.
 */
final class Feed implements Benchmark {
    private static final String SECRET = "secret";
    private static final int PUSHES = 10_000;
    private static final int AT_ONCE = 64;
    private static final String TYPE = "application/spdx+json";
    private static final int PATIENCE_S = 120;

    private final Map<Digest, byte[]> held = new ConcurrentHashMap<>();
    private final Map<Digest, Long> pushed = new ConcurrentHashMap<>();
    private final Map<Digest, Long> seen = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public List<Row> run(Path folder, Scale scale) throws InterruptedException {
        int pushes = scale.of(PUSHES);
        try (Server registry = registry();
                Node node = start(folder, registry)) {
            if (!node.awaitReady(() -> false)) {
                throw new IllegalStateException("not ready: " + node.failure());
            }
            URI base = URI.create("http://127.0.0.1:" + node.port());
            Thread reader = follow(base);
            push(base, "warm", pushes / 2, Double.MAX_VALUE);
            double most = push(base, "most", pushes, Double.MAX_VALUE);
            push(base, "half", pushes, most / 2);
            List<Long> times = pushed.keySet().stream()
                    .map(each -> (seen.getOrDefault(each, 0L) - pushed.getOrDefault(each, 0L)) / 1_000)
                    .sorted()
                    .toList();
            reader.interrupt();
            return List.of(
                    Row.alone("pushes until they are at a reader of the feed, at most", perSecond(most)),
                    Row.alone(
                            "push event to feed, at half of that",
                            String.format(
                                    Locale.ROOT,
                                    "p50 %.1f ms, p99 %.1f ms",
                                    times.get(times.size() / 2) / 1e3,
                                    times.get(times.size() * 99 / 100) / 1e3)));
        }
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%.0f/s", rate);
    }

    /** A registry that has what was pushed. */
    private Server registry() {
        return Server.start((vertx, router) -> router.route("/v2/*").handler(context -> {
            String path = context.request().path();
            byte[] manifest = Digest.tryParse(path.substring(path.lastIndexOf('/') + 1))
                    .map(held::get)
                    .orElse(null);
            if (manifest == null) {
                context.response().setStatusCode(404).end();
                return;
            }
            context.response()
                    .putHeader("Content-Type", Corpus.MANIFEST)
                    .end(io.vertx.core.buffer.Buffer.buffer(manifest));
        }));
    }

    private static Node start(Path folder, Server registry) {
        RegistrySettings settings = new RegistrySettings(
                Corpus.REGISTRY,
                URI.create("http://127.0.0.1:" + registry.port()),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(
                        Optional.empty(), new RegistrySettings.Budget(AT_ONCE, 1_000_000), Set.of()),
                SweepSettings.ON_REQUEST);
        return Node.start(
                new StandaloneSettings(
                        folder,
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(5)),
                        new StandaloneSettings.Broker(
                                Optional.empty(), Optional.empty(), "backref.", Rig.PARTITIONS, Map.of()),
                        List.of(settings),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
    }

    /**
     * Pushes so many at a rate, waits until each is at the reader, and gives how many that were in a second. The time of
     * each counts from when it was due, so that one that waits behind a slow one is slow as well.
     */
    private double push(URI base, String name, int pushes, double perSecond) throws InterruptedException {
        pushed.clear();
        seen.clear();
        long began = System.nanoTime();
        Semaphore free = new Semaphore(AT_ONCE);
        for (int number = 0; number < pushes; number++) {
            long due = began + (long) (number * 1e9 / perSecond);
            while (System.nanoTime() < due) {
                Thread.sleep(1);
            }
            free.acquire();
            String digest = String.valueOf(number % 1_000);
            CompletionStage<?> unused = hook(base, Corpus.referrer(Corpus.subject(digest), TYPE, name + number), due)
                    .whenComplete((done, failed) -> free.release());
        }
        while (seen.size() < pushes) {
            if (System.nanoTime() - began > PATIENCE_S * 1_000_000_000L) {
                throw new IllegalStateException("only " + seen.size() + " of " + pushes + " reached the feed");
            }
            Thread.sleep(1);
        }
        return pushes * 1e9 / (System.nanoTime() - began);
    }

    private CompletableFuture<HttpResponse<Void>> hook(URI base, byte[] manifest, long due) {
        Digest digest = Digest.sha256(manifest);
        held.put(digest, manifest);
        pushed.put(digest, due);
        String body = """
                {"events":[{"id":"%s","timestamp":"2026-11-25T17:42:59Z","action":"push","target":{"mediaType":"%s",
                "size":%d,"digest":"%s","repository":"%s"}}]}
                """.formatted(
                        digest.encoded(),
                        Corpus.MANIFEST,
                        manifest.length,
                        digest,
                        Corpus.location(0).repository());
        return client.sendAsync(
                HttpRequest.newBuilder(base.resolve("/hooks/" + Corpus.REGISTRY))
                        .header("Authorization", "Bearer " + SECRET)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private Thread follow(URI base) {
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(base, connected), "feed-reader");
        reader.setDaemon(true);
        reader.start();
        connected.join();
        return reader;
    }

    private void read(URI base, CompletableFuture<Boolean> connected) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/changes"))
                .header("Accept", "text/event-stream")
                .build();
        try {
            HttpResponse<Stream<String>> answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
            connected.complete(answer.statusCode() == 200);
            try (Stream<String> lines = answer.body()) {
                lines.filter(line -> line.startsWith("data:")).forEach(this::take);
            }
        } catch (IOException | java.io.UncheckedIOException ended) {
            connected.completeExceptionally(ended);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(String line) {
        long now = System.nanoTime();
        JsonNode change = Json.read(line.substring("data:".length()).getBytes(StandardCharsets.UTF_8), JsonNode.class);
        String digest = change.at("/data/referrer/digest").asText();
        Digest.tryParse(digest).filter(pushed::containsKey).ifPresent(each -> seen.put(each, now));
    }
}
