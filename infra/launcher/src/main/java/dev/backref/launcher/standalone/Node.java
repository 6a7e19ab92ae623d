package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.kafka.FolderInUseException;
import dev.backref.kafka.PortTakenException;
import dev.backref.kafka.SkippedMarkers;
import dev.backref.query.ErrorPages;
import dev.backref.query.oci.OciErrorForm;
import dev.backref.query.operations.HealthResource;
import dev.backref.query.operations.MetricsResource;
import dev.backref.query.operations.ReadinessCheck;
import io.micrometer.core.instrument.FunctionCounter;
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
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process of Backref: all roles and a broker, or some of the roles. Its parts are started in the order in which they
 * need one another and stopped in the opposite one.
 */
public final class Node implements AutoCloseable {
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(50);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final StandaloneSettings settings;
    private final Progress progress;
    private final Parts parts;
    private final Metrics metrics;
    private final List<ReadinessCheck> checks = new ArrayList<>();
    private final Set<Role> roles;
    private @Nullable Instance instance;
    private @Nullable Running running;

    private Node(StandaloneSettings settings, Set<Role> roles, Progress progress) {
        this.settings = settings;
        this.roles = roles;
        this.progress = progress;
        this.parts = new Parts();
        this.metrics = parts.add("metrics", new Metrics());
    }

    /** What answers when it runs. */
    private record Running(HttpListener http, List<RunningRole> roles) {}

    /**
     * Starts every part of these roles, and returns when the process listens; whether it is ready by then,
     * {@link #awaitReady} tells.
     *
     * @throws StartupFailure in words for the operator; everything that had been started is stopped by then
     */
    public static Node start(StandaloneSettings settings, Set<Role> roles, Progress progress) {
        Node node = new Node(settings, roles, progress);
        try {
            node.running = node.startParts();
            return node;
        } catch (FolderInUseException failed) {
            node.stopWhatWasStarted();
            throw new StartupFailure(String.valueOf(failed.getMessage()));
        } catch (PortTakenException failed) {
            node.stopWhatWasStarted();
            throw new StartupFailure(failed.getMessage() + ": choose another with kafka.port");
        } catch (RuntimeException failed) {
            node.stopWhatWasStarted();
            throw failed;
        }
    }

    /**
     * Whether a process that keeps its data in that folder could begin now. For whoever has something to do there before
     * it does: it looks again itself.
     *
     * @throws StartupFailure when another process runs there
     */
    public static void requireUnused(Path data) {
        Instance.take(data).close();
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
        return running().roles().stream()
                .map(RunningRole::failure)
                .flatMap(Optional::stream)
                .findFirst();
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
        for (ReadinessCheck check : checks) {
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
        HttpListener.requireFree(settings.http()); // Rather than when all the rest runs, and is stopped again.
        if (!roles.equals(Set.of(Role.QUERY_API))) {
            instance = parts.add("instance", Instance.take(settings.dataOf(roles)));
        }
        KafkaCluster cluster = settings.broker().at(startBroker());
        progress.step(
                "topics",
                "Kafka at " + cluster.bootstrap() + " to show its topics",
                () -> PreparedTopics.on(settings.broker(), cluster));
        Vertx vertx = progress.during("the event loops to start", () -> Vertx.vertx());
        parts.add("event loops", () -> Ground.join(vertx.close()));
        Ground ground = new Ground(settings, cluster, vertx, metrics, parts, Clock.systemUTC());
        List<RunningRole> running = new ArrayList<>();
        Optional<IndexerRole> indexer = startIndexer(ground);
        indexer.ifPresent(running::add);
        if (roles.contains(Role.INGEST)) {
            running.add(progress.step(
                    "resolver", "the resolver to start", () -> IngestRole.start(ground, instance(), alarm())));
        } else {
            BrokerWatch broker = parts.add("broker watch", new BrokerWatch(cluster, ground.clock()));
            checks.add(new Check("broker", broker::status));
        }
        if (roles.contains(Role.QUERY_API)) {
            running.add(indexer.map(here -> QueryRole.beside(ground, here)).orElseGet(() -> QueryRole.alone(ground)));
        }
        running.forEach(role -> checks.addAll(role.checks()));
        HttpListener http = progress.step(
                "http",
                StandaloneSettings.Http.address(
                                settings.http().host(), settings.http().port()) + " to listen",
                () -> parts.add("http", HttpListener.start(vertx, settings.http(), router(vertx, running))));
        indexer.ifPresent(
                here -> here.announce(settings.peers().address(settings.http().host(), http.port())));
        return new Running(http, running);
    }

    private Optional<IndexerRole> startIndexer(Ground ground) {
        return roles.contains(Role.INDEXER)
                ? Optional.of(progress.step(
                        "index", "the index to open its stores", () -> IndexerRole.start(ground, instance())))
                : Optional.empty();
    }

    private Router router(Vertx vertx, List<RunningRole> running) {
        Router router = Router.router(vertx);
        new HealthResource(checks).mount(router);
        new MetricsResource(metrics.registry()::scrape).mount(router);
        running.forEach(role -> role.mount(router));
        new ErrorPages(new OciErrorForm(), metrics.registry()).mount(router);
        return router;
    }

    /** The name of this process in its groups; a process that only reads has none, and keeps nothing. */
    private String instance() {
        return Objects.requireNonNull(instance, "no role of this process is a member of a group")
                .name();
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
}
