package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.receive.ConfiguredHook;
import dev.backref.ingest.receive.HookTrial;
import dev.backref.ingest.receive.Receiver;
import dev.backref.ingest.receive.ShownProof;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.SweepSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bodies of each kind of which a push was published: proved, read and accepted over HTTP by a log that takes all at once, beside a handler that reads
 * them and no more; proved and read alone; and what it costs in memory to read the largest body that is taken.
 */
final class HookKinds implements Benchmark {
    private static final String SECRET = "secret";
    private static final int UNDER_WAY = 16;

    /** As some vendors publish them. */
    private static final String HALF_DIGEST = "sha256:(?![0-9a-f]{64}\\b)[0-9A-Za-z.]+";

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    /** Of which nothing that names a push was published. */
    private static final Set<Kind> WITHOUT_PUSH = EnumSet.of(Kind.CDEVENTS, Kind.CHAINGUARD, Kind.CLOUDSMITH);

    private static final String PLAIN = "/plain";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path payloads;

    HookKinds(Path root) {
        this.payloads = root.resolve("ingest/service/src/test/resources/dev/backref/ingest/receive");
    }

    /** A body with what comes with it, and the hook that it is for. */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    private record Load(ConfiguredHook hook, byte[] body, Map<String, String> headers) {
        HttpRequest request(int port, String path) {
            ShownProof proof = hook.shown(hook.ways().get(0), body);
            String query = proof.query().isEmpty() ? "" : "?" + proof.query();
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query));
            headers.forEach(request::header);
            proof.headers().forEach(request::header);
            return request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        }

        /** What a sender sends with it; a secret in the query is left out. */
        MultiMap sent() {
            MultiMap sent = MultiMap.caseInsensitiveMultiMap().addAll(headers);
            hook.shown(hook.ways().get(0), body).headers().forEach(sent::add);
            return sent;
        }

        HookTrial trial(MultiMap sent) {
            HookTrial trial = hook.trial(sent, body, Instant.EPOCH);
            if (trial.proved().equals(Optional.of(false)) || trial.named().isEmpty()) {
                throw new IllegalStateException("refused, or names nothing: " + trial);
            }
            return trial;
        }
    }

    @Override
    public List<Row> run(Path folder, Scale scale) throws IOException, InterruptedException {
        List<RegistrySettings> registries = Stream.of(Kind.values())
                .filter(kind -> !WITHOUT_PUSH.contains(kind))
                .map(HookKinds::registry)
                .toList();
        List<Row> rows = new ArrayList<>();
        try (Server server = Server.start((vertx, router) -> {
            router.post(PLAIN)
                    .handler(context -> context.request()
                            .bodyHandler(body -> context.response()
                                    .setStatusCode(Webhooks.ACCEPTED)
                                    .end()));
            new Receiver(
                            vertx,
                            registries,
                            new KafkaCluster("127.0.0.1:1", "backref.", Rig.PARTITIONS, Map.of()),
                            records -> CompletableFuture.completedFuture(null),
                            Duration.ofSeconds(5),
                            new SimpleMeterRegistry(),
                            Clock.systemUTC())
                    .mount(router);
        })) {
            for (int round = 0; round < 2; round++) { // The first only has everything compiled.
                rows.clear();
                for (RegistrySettings registry : registries) {
                    ConfiguredHook hook =
                            ConfiguredHook.of(registry, registries).orElseThrow();
                    rows.addAll(rows(load(hook), server.port(), scale));
                }
            }
        }
        return rows;
    }

    private static List<Row> rows(Load load, int port, Scale scale) throws InterruptedException {
        Duration each = Duration.ofMillis(scale.of(1_000));
        HttpRequest accepted = load.request(port, load.hook().path());
        HttpRequest plain = load.request(port, PLAIN);
        double hooks = perSecond(accepted, each);
        double base = perSecond(plain, each);
        double read = micros(load, each);
        String kind = load.hook().kind().word();
        return List.of(
                new Row(
                        "webhooks of " + kind + " accepted",
                        String.format(Locale.ROOT, "%.0f/s", hooks),
                        String.format(Locale.ROOT, "the body read only: %.0f/s", base),
                        hooks / base,
                        new Goal.None()),
                Row.alone(
                        "a webhook of " + kind + " proved and parsed",
                        String.format(Locale.ROOT, "%.1f µs, %.0f/s", read, 1e6 / read)),
                Row.alone("the largest body of " + kind, largest(load)));
    }

    private static double perSecond(HttpRequest request, Duration time) throws InterruptedException {
        Semaphore places = new Semaphore(UNDER_WAY);
        AtomicLong refused = new AtomicLong();
        long began = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - began < time.toNanos()) {
            places.acquire();
            CompletableFuture<?> unused = CLIENT.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .whenComplete((answer, failed) -> {
                        if (failed != null || answer.statusCode() / 100 != 2) {
                            refused.incrementAndGet();
                        }
                        places.release();
                    });
            sent++;
        }
        places.acquire(UNDER_WAY);
        if (refused.get() > 0) {
            throw new IllegalStateException(refused + " of " + sent + " were not accepted: " + request.uri());
        }
        return sent * 1e9 / (System.nanoTime() - began);
    }

    /** Of one body, without HTTP; in the second half of the time. */
    private static double micros(Load load, Duration time) {
        long half = time.toNanos() / 2;
        MultiMap sent = load.sent();
        long began = System.nanoTime();
        while (System.nanoTime() - began < half) {
            load.trial(sent);
        }
        began = System.nanoTime();
        long read = 0;
        while (System.nanoTime() - began < half) {
            load.trial(sent);
            read++;
        }
        return (System.nanoTime() - began) / 1e3 / read;
    }

    private static String largest(Load load) {
        Load large = new Load(load.hook(), grown(load.body()), load.headers());
        MultiMap sent = large.sent();
        large.trial(sent);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        HookTrial trial = large.trial(sent);
        long nanos = System.nanoTime() - began;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        return String.format(
                Locale.ROOT,
                "%.1f MiB with %,d looks: %.0f MiB allocated in %.0f ms",
                large.body().length / 1048576.0,
                trial.named().size(),
                allocated / 1048576.0,
                nanos / 1e6);
    }

    /** Of as many events as fit, where a body can have several; else with a long text in it. */
    private static byte[] grown(byte[] body) {
        JsonNode json = Json.read(body, JsonNode.class);
        JsonNode list = json.isArray() ? json : json.path("events");
        int room = ConfiguredHook.LARGEST_BODY - 1_000 - body.length;
        if (list instanceof ArrayNode events) {
            JsonNode one = events.get(0);
            int size = Json.write(one).length + 1;
            for (int more = room / size; more > 0; more--) {
                events.add(one);
            }
        } else {
            ((ObjectNode) json).put("filling", "x".repeat(room));
        }
        return Json.write(json);
    }

    /** The first payload of the kind that names a push, with a digest in the place of a half one. */
    private Load load(ConfiguredHook hook) throws IOException {
        Path folder = payloads.resolve(hook.kind().word());
        for (String entry : Files.readString(folder.resolve("expected.txt")).split("(^|\n)== ", -1)) {
            List<String> lines = entry.lines().filter(line -> !line.isBlank()).toList();
            if (lines.stream().anyMatch(line -> line.startsWith("push "))) {
                String body = Files.readString(folder.resolve(lines.get(0))).replaceAll(HALF_DIGEST, DIGEST);
                return new Load(hook, body.getBytes(StandardCharsets.UTF_8), headers(lines));
            }
        }
        throw new IllegalStateException("no payload of " + hook.kind().word() + " names a push");
    }

    private static Map<String, String> headers(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2).split(": ", 2))
                .collect(Collectors.toMap(header -> header[0], header -> header[1]));
    }

    private static RegistrySettings registry(Kind kind) {
        return new RegistrySettings(
                kind.word(),
                URI.create("http://127.0.0.1:1"),
                kind,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
