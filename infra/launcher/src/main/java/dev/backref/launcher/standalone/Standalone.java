package dev.backref.launcher.standalone;

import dev.backref.indexer.Index;
import dev.backref.indexer.IndexSettings;
import dev.backref.indexer.IndexStatus;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.receive.KafkaEventLog;
import dev.backref.ingest.receive.Receiver;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.resolve.ConfiguredRegistry;
import dev.backref.ingest.resolve.Resolver;
import dev.backref.ingest.resolve.ResolverSettings;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.kafka.FolderInUseException;
import dev.backref.kafka.PortTakenException;
import dev.backref.kafka.SkippedMarkers;
import dev.backref.launcher.topics.Topics;
import dev.backref.launcher.topics.TopicsUnreachable;
import dev.backref.query.changes.ChangeFeed;
import dev.backref.query.operations.ReadinessCheck;
import io.micrometer.core.instrument.FunctionCounter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Backref in one process: broker, index, resolver, hooks and API, started in the order in which they need one another and
 * stopped in the opposite one.
 */
public final class Standalone implements AutoCloseable {
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(50);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final StandaloneSettings settings;
    private final Progress progress;
    private final Parts parts;
    private final Metrics metrics;
    private final Clock clock = Clock.systemUTC();
    private @Nullable Running running;

    private Standalone(StandaloneSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.parts = new Parts();
        this.metrics = parts.add("metrics", new Metrics());
    }

    /** What answers when it runs. */
    private record Running(HttpListener http, List<ReadinessCheck> checks, Index index) {}

    /**
     * Starts every part, and returns when Backref listens; whether it is ready by then, {@link #awaitReady} tells.
     *
     * @throws StartupFailure in words for the operator; everything that had been started is stopped by then
     */
    public static Standalone start(StandaloneSettings settings, Progress progress) {
        Standalone standalone = new Standalone(settings, progress);
        try {
            standalone.running = standalone.startParts();
            return standalone;
        } catch (FolderInUseException | PortTakenException failed) {
            standalone.stopWhatWasStarted();
            throw new StartupFailure(String.valueOf(failed.getMessage()));
        } catch (RuntimeException failed) {
            standalone.stopWhatWasStarted();
            throw failed;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return running().http().port();
    }

    /**
     * Waits until every check is ready, and tells each second what is waited for.
     *
     * @param givenUp whether somebody no longer wants to wait
     * @return whether it is ready; false when it has failed for good, or nobody wants to wait
     */
    public boolean awaitReady(BooleanSupplier givenUp) throws InterruptedException {
        long spoken = System.nanoTime();
        while (true) {
            List<String> waiting = waitingFor();
            if (waiting.isEmpty()) {
                return true;
            }
            if (failure().isPresent() || givenUp.getAsBoolean()) {
                return false;
            }
            if (System.nanoTime() - spoken > SILENCE.toNanos()) {
                progress.say("  waiting for " + String.join(", ", waiting));
                spoken = System.nanoTime();
            }
            Thread.sleep(BETWEEN_CHECKS.toMillis());
        }
    }

    /** What made it fail for good, after which only a new process helps. */
    public Optional<String> failure() {
        IndexStatus status = running().index().status();
        return status.state() == IndexStatus.State.FAILED ? Optional.of(status.detail()) : Optional.empty();
    }

    @Override
    public void close() {
        parts.close();
    }

    private void stopWhatWasStarted() {
        progress.during("what had been started to stop", () -> {
            close();
            return true;
        });
    }

    private List<String> waitingFor() {
        List<String> waiting = new ArrayList<>();
        for (ReadinessCheck check : running().checks()) {
            ReadinessCheck.Status status = check.check();
            if (!status.ready()) {
                waiting.add(check.name() + " (" + status.detail() + ")");
            }
        }
        return waiting;
    }

    private Running running() {
        return Objects.requireNonNull(running, "not started");
    }

    private Running startParts() {
        String instance = Instance.of(settings.data());
        KafkaCluster cluster = settings.broker().at(startBroker());
        progress.step("topics", "Kafka at " + cluster.bootstrap() + " to show its topics", () -> prepare(cluster));
        Index index = progress.step("index", "the index to open its stores", () -> startIndex(cluster, instance));
        Vertx vertx = progress.during("the event loops to start", () -> Vertx.vertx());
        parts.add("event loops", () -> join(vertx.close()));
        Resolver resolver =
                progress.step("resolver", "the resolver to start", () -> startResolver(cluster, instance, vertx));
        ChangeFeed feed = parts.add("feed", new ChangeFeed(cluster, metrics.registry()));
        feed.start();
        List<ReadinessCheck> checks = Checks.of(resolver, index, feed, alarm());
        HttpListener http = progress.step(
                "http",
                "http://" + settings.http().host() + ":" + settings.http().port() + " to listen",
                () -> listen(
                        cluster,
                        vertx,
                        new Routes(settings, metrics, clock, parts).router(vertx, index.lookups(), feed, checks)));
        return new Running(http, checks, index);
    }

    private HttpListener listen(KafkaCluster cluster, Vertx vertx, Router router) {
        KafkaEventLog log = parts.add("event log", KafkaEventLog.on(cluster));
        new Receiver(settings.registries(), cluster, log, settings.http().hookDeadline(), metrics.registry(), clock)
                .mount(router);
        return parts.add("http", HttpListener.start(vertx, settings.http(), router));
    }

    private String startBroker() {
        Optional<String> outside = settings.broker().bootstrap();
        if (outside.isPresent()) {
            return outside.get();
        }
        Path data = StandaloneSettings.brokerData(settings.data());
        EmbeddedKafka.Settings broker =
                new EmbeddedKafka.Settings(data, settings.broker().port(), Map.of());
        return progress.step(
                        "broker",
                        "the broker to start on the data in " + data,
                        () -> parts.add("broker", EmbeddedKafka.start(broker)))
                .bootstrap();
    }

    /** Of the broker in this process; another's log is its operator's. */
    private Optional<SkippedMarkers> alarm() {
        if (settings.broker().bootstrap().isPresent()) {
            return Optional.empty();
        }
        SkippedMarkers alarm = SkippedMarkers.ofThisProcess();
        FunctionCounter.builder("backref.broker.skipped.markers", alarm, SkippedMarkers::count)
                .description("transactions that the embedded broker ended without their marker")
                .register(metrics.registry());
        return Optional.of(alarm);
    }

    private List<String> prepare(KafkaCluster cluster) {
        try (Topics topics = new Topics(cluster)) {
            List<String> created = topics.create();
            List<String> differences = topics.differences();
            if (!differences.isEmpty()) {
                throw new StartupFailure("the topics are not as they must be:\n" + String.join("\n", differences));
            }
            return created;
        } catch (TopicsUnreachable unreachable) {
            throw new StartupFailure(settings.broker().refusal(unreachable.reason()));
        }
    }

    private Index startIndex(KafkaCluster cluster, String instance) {
        Index index = new Index(
                new IndexSettings(cluster, settings.streamsData(), Optional.of(instance), settings.effort()),
                metrics.registry());
        parts.add("index", index).start();
        return index;
    }

    private Resolver startResolver(KafkaCluster cluster, String instance, Vertx vertx) {
        List<ConfiguredRegistry> registries = settings.registries().stream()
                .map(registry -> new ConfiguredRegistry(registry, client(vertx, registry)::look))
                .toList();
        Resolver resolver = new Resolver(
                new ResolverSettings(cluster, instance, Optional.of(instance)), registries, metrics.registry(), clock);
        parts.add("resolver", resolver).start();
        return resolver;
    }

    private RegistryClient client(Vertx vertx, RegistrySettings registry) {
        RegistryClient client = new RegistryClient(vertx, registry);
        parts.add("client of " + registry.name(), () -> join(client.close()));
        return client;
    }

    private static void join(Future<Void> closed) {
        closed.toCompletionStage().toCompletableFuture().join();
    }
}
