package dev.backref.launcher.tour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.launcher.demo.DemoPush;
import dev.backref.launcher.demo.DemoRegistry;
import dev.backref.launcher.demo.Evidence;
import dev.backref.launcher.demo.Pushed;
import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.standalone.Node;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.Role;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.standalone.StartupFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Backref with a small registry beside it, an image with three pieces of evidence pushed to that, and the changes that
 * come out of the feed. The registry meets Backref over HTTP only.
 */
public final class Demo implements AutoCloseable {
    private static final String REGISTRY = "demo";
    private static final String REPOSITORY = "shop/checkout";
    static final String TOPIC_PREFIX = "backref.";
    private static final String TAG = "latest";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration HOOK_DEADLINE = Duration.ofMillis(800);

    private final Vertx vertx;
    private final Progress progress;
    private final Path data;
    private final DemoRegistry registry;
    private final Node backref;

    /**
     * Where the demo runs.
     *
     * @param data folder of everything that it keeps
     * @param port of Backref
     * @param registryPort of the registry
     */
    public record Settings(Path data, int port, int registryPort) {}

    private Demo(Settings settings, Progress progress) {
        this.progress = progress;
        this.data = settings.data();
        Optional<String> before = EmbeddedKafka.bootstrapOf(StandaloneSettings.brokerData(data));
        String secret = DemoSecret.in(settings.data());
        this.vertx = progress.during("the event loops to start", () -> Vertx.vertx());
        this.registry = progress.step("registry", "the registry to start", () -> startRegistry(settings, secret));
        try {
            this.backref = Node.start(standalone(settings, secret), Role.all(), progress);
        } catch (RuntimeException failed) {
            stopRegistry();
            throw failed;
        }
        before.filter(address -> !address.equals(brokerAddress()))
                .ifPresent(address ->
                        progress.say("  the broker moves from " + address + ", which is taken, to " + brokerAddress()));
    }

    /**
     * Starts registry and Backref.
     *
     * @throws StartupFailure in words for the user
     */
    public static Demo start(Settings settings, Progress progress) {
        Node.requireUnused(
                settings.data()); // Before its ports, which the other demo has as well, and its registry's files.
        progress.say("Starting Kafka, Backref and a small registry; data in " + settings.data());
        return new Demo(settings, progress);
    }

    /** The part that can fail for good. */
    public Optional<String> failure() {
        return backref.failure();
    }

    /**
     * Pushes an image and its evidence, shows what comes of it, and what to try next.
     *
     * @param givenUp whether somebody no longer wants to wait
     */
    public void show(BooleanSupplier givenUp) throws InterruptedException {
        if (!backref.awaitReady(givenUp)) {
            if (givenUp.getAsBoolean()) {
                return;
            }
            throw new StartupFailure(backref.failure().orElse("Backref did not start"));
        }
        join(registry.removeLeftovers()); // Now that the data is locked: before, another demo could have been at it.
        progress.say("");
        progress.say("Backref        http://" + address());
        progress.say("demo registry  http://" + registryAddress());
        progress.say("");
        Arrivals arrivals = new Arrivals();
        URI changes = URI.create("http://" + address() + "/api/v1/changes");
        try (FeedFollower feed = new FeedFollower(changes, arrivals::arrived)) {
            boolean follows = progress.during("the feed to answer", () -> feed.awaitAnswer(PATIENCE, givenUp));
            if (givenUp.getAsBoolean()) {
                return;
            }
            if (!follows) {
                throw new StartupFailure("the feed cannot be followed at " + changes);
            }
            Optional<Pushed> image = push(arrivals, givenUp);
            image.ifPresent(pushed -> {
                progress.say("");
                new WhatToTry(address(), brokerAddress(), registryAddress(), REGISTRY, REPOSITORY)
                        .print(progress, pushed);
            });
        }
    }

    @Override
    public void close() {
        backref.close();
        stopRegistry();
    }

    /** The image; absent when nobody wants to wait any longer. */
    private Optional<Pushed> push(Arrivals arrivals, BooleanSupplier givenUp) throws InterruptedException {
        DemoPush push = new DemoPush(vertx, URI.create("http://" + registryAddress()));
        Pushed image = progress.during("the registry to take the image", () -> join(push.image(REPOSITORY, TAG)));
        progress.say("pushed  image " + registryAddress() + "/" + REPOSITORY + ":" + TAG + "  " + image.digest());
        for (Evidence kind : List.of(Evidence.SIGNATURE, Evidence.SBOM, Evidence.PROVENANCE)) {
            long began = System.nanoTime();
            Pushed evidence = progress.during("the registry to take it", () -> join(push.attach(image, kind)));
            progress.say("pushed  " + kind.artifactType() + "  " + shortened(evidence.digest()));
            Optional<Arrival> arrival = progress.during(
                    "its change to come out of the feed", () -> arrivals.await(evidence.digest(), givenUp));
            if (arrival.isEmpty()) {
                join(push.close());
                return Optional.empty();
            }
            tell(arrival.get(), evidence, began);
        }
        join(push.close());
        return Optional.of(image);
    }

    private void tell(Arrival arrival, Pushed evidence, long began) {
        Duration took = Duration.ofNanos(arrival.nanos() - began);
        progress.say("event   " + arrival.change().path("type").asText() + "  "
                + arrival.change().at("/data/kinds") + " present, unverified  " + shortened(evidence.digest())
                + "  " + took.toMillis() + " ms after the push began");
    }

    private static String shortened(Digest digest) {
        return digest.toString().substring(0, Math.min(19, digest.toString().length())) + "…";
    }

    private String address() {
        return "127.0.0.1:" + backref.port();
    }

    private String brokerAddress() {
        return EmbeddedKafka.bootstrapOf(StandaloneSettings.brokerData(data)).orElseThrow();
    }

    private String registryAddress() {
        return "127.0.0.1:" + registry.port();
    }

    private DemoRegistry startRegistry(Settings settings, String secret) {
        URI hook = URI.create("http://127.0.0.1:" + settings.port() + "/hooks/" + REGISTRY);
        try {
            return join(DemoRegistry.start(
                    vertx,
                    new DemoRegistry.Settings(
                            settings.data().resolve("registry"), settings.registryPort(), hook, secret)));
        } catch (CompletionException failed) {
            join(vertx.close());
            if (failed.getCause() instanceof BindException) {
                throw new StartupFailure("port " + settings.registryPort()
                        + " on 127.0.0.1 is taken: choose another with --registry-port");
            }
            if (failed.getCause() instanceof IOException unusable) {
                throw new StartupFailure("the registry cannot use its folder: " + InWords.of(unusable));
            }
            throw failed;
        }
    }

    private void stopRegistry() {
        join(registry.close());
        join(vertx.close());
    }

    private static StandaloneSettings standalone(Settings settings, String secret) {
        RegistrySettings demo = new RegistrySettings(
                REGISTRY,
                URI.create("http://127.0.0.1:" + settings.registryPort()),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> secret)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
        return new StandaloneSettings(
                settings.data(),
                new StandaloneSettings.Http("127.0.0.1", settings.port(), HOOK_DEADLINE),
                new StandaloneSettings.Broker(
                        Optional.empty(), Optional.of(EmbeddedKafka.KEPT_OR_FREE), TOPIC_PREFIX, 4, Map.of()),
                List.of(demo),
                Effort.DEFAULT);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** A change, and when it came out of the feed. */
    private record Arrival(JsonNode change, long nanos) {}

    /** The changes that came out of the feed so far, by referrer. */
    private static final class Arrivals {
        private final Map<Digest, Arrival> seen = new ConcurrentHashMap<>();

        void arrived(JsonNode change) {
            Digest referrer = Digest.parse(change.at("/data/referrer/digest").asText());
            seen.putIfAbsent(referrer, new Arrival(change, System.nanoTime()));
        }

        /** Absent when nobody wants to wait any longer. */
        Optional<Arrival> await(Digest referrer, BooleanSupplier givenUp) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                if (givenUp.getAsBoolean()) {
                    return Optional.empty();
                }
                Arrival arrival = seen.get(referrer);
                if (arrival != null) {
                    return Optional.of(arrival);
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
            throw new StartupFailure("no change came out of the feed within " + PATIENCE.toSeconds() + " s");
        }
    }
}
