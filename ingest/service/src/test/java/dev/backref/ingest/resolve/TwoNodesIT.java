package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.examine.ApiExaminer;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.sweep.ApiLister;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ingest nodes on one broker, and what a registry notes of when it was asked. */
class TwoNodesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PER_SECOND = 40;

    /** Few, because so many arrive together after a stall of the machine. */
    private static final int CONCURRENT = 4;

    private static final int PAGES = 30;
    private static final int REPORTED = 120;
    private static final int WANTED = 120;

    /**
     * On the way a request may lose or gain so much on those before it: the first ones wait for connections. Two nodes that
     * went on asking at once would be at twice the budget all the time.
     */
    private static final Duration JITTER = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server = vertx.createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Timeout(180)
    void ofTwoNodesOnlyOneAsksARegistryAtATime() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
                Cluster cluster = new Cluster(broker.bootstrap(), "two.")) {
            for (int number = 0; number < REPORTED; number++) {
                cluster.send(Samples.event(Cause.Kind.PUSH, "p" + number, source("reported" + number)));
            }
            for (int number = 0; number < WANTED; number++) {
                Cause why = new Cause(Cause.Kind.SWEEP, "s");
                cluster.send(RegistryEvent.wanted(source("wanted" + number), why, Samples.T0));
            }
            Resolver first = start(cluster, "first");
            await().atMost(PATIENCE).until(() -> arrivals.size() > PER_SECOND);
            Resolver second = start(cluster, "second");
            await().atMost(PATIENCE).until(() -> looks() > (REPORTED + WANTED) / 2);
            first.close();
            await().atMost(PATIENCE).until(() -> looks() == REPORTED + WANTED && isListed(cluster));
            second.close();
        }
        List<Long> times = arrivals.stream().sorted().toList();
        assertThat(times).hasSizeGreaterThan(REPORTED + WANTED + PAGES);
        // Two stalls are forgiven; an owner too many would do so by dozens.
        assertThat(narrow(times))
                .as("more than the budget in a second, also while the registry changes hands, of %d", times.size())
                .isLessThanOrEqualTo(2 * CONCURRENT);
    }

    /** How often one request more than may be came within a second. */
    private static long narrow(List<Long> times) {
        return IntStream.range(PER_SECOND, times.size())
                .mapToLong(each -> times.get(each) - times.get(each - PER_SECOND))
                .filter(between -> between < Duration.ofSeconds(1).minus(JITTER).toNanos())
                .count();
    }

    private long looks() {
        return asked.stream()
                .filter(path -> path.contains("/manifests/"))
                .distinct()
                .count();
    }

    private static boolean isListed(Cluster cluster) {
        return cluster.read(IngestTopics.LOCATION_SIGNALS).stream()
                .map(record -> LocationSignal.read(record.value()))
                .anyMatch(signal -> signal instanceof LocationSignal.Listing piece
                        && piece.upTo().isEmpty());
    }

    private static Source source(String tag) {
        return Samples.tag("hub/app", tag);
    }

    private Resolver start(Cluster cluster, String instance) {
        RegistrySettings settings = new RegistrySettings(
                "hub",
                URI.create("http://127.0.0.1:" + server.actualPort()),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                new RegistrySettings.Access(Optional.empty(), new Budget(CONCURRENT, PER_SECOND), Set.of()),
                SweepSettings.DEFAULT);
        RegistryClient client = new RegistryClient(vertx, settings);
        ApiLister lister = new ApiLister(
                vertx,
                client,
                repository -> Future.succeededFuture(new Look.Gone()),
                folder.resolve(instance),
                Optional.empty());
        Resolver resolver = new Resolver(
                cluster.settings(instance, Optional.empty()),
                List.of(new ConfiguredRegistry(settings, client, lister, new ApiExaminer(client, false))),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        resolver.start();
        return resolver;
    }

    /** Its log of accesses is what the test is about. */
    private void answer(HttpServerRequest request) {
        arrivals.add(System.nanoTime());
        asked.add(request.path());
        if (request.path().equals("/v2/_catalog")) {
            request.response().end("{\"repositories\":[\"app\"]}");
        } else if (request.path().endsWith("/tags/list")) {
            String given = request.getParam("page");
            int page = given == null ? 0 : Integer.parseInt(given);
            if (page + 1 < PAGES) {
                request.response().putHeader("Link", "<?page=" + (page + 1) + ">; rel=\"next\"");
            }
            request.response().end("{\"name\":\"app\",\"tags\":[\"t" + page + "\"]}");
        } else {
            byte[] content = Samples.content(request.path());
            request.response()
                    .putHeader("Content-Type", Samples.MEDIA_TYPE)
                    .putHeader("Docker-Content-Digest", Digest.sha256(content).toString())
                    .end(HttpMethod.HEAD.equals(request.method()) ? Buffer.buffer() : Buffer.buffer(content));
        }
    }
}
