package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The resolver on a real broker; only the registries are made up. */
@Timeout(120)
class ResolverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Optional<String> STATIC = Optional.of("member-1");
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // Started before all tests.
    private static EmbeddedKafka broker;

    private final FakeRegistry hub = new FakeRegistry("hub");
    private final FakeRegistry other = new FakeRegistry("other");
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<Resolver> resolvers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Cluster cluster;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics() throws Exception {
        cluster = new Cluster(broker.bootstrap(), "t" + TESTS.incrementAndGet() + ".");
    }

    @AfterEach
    void closeEverything() {
        resolvers.forEach(Resolver::close);
        cluster.close();
    }

    @Test
    void anEventBecomesACommittedObservationAndTheLargestManifestPasses() throws Exception {
        byte[] large = new byte[4 * 1024 * 1024];
        Source.Manifest source =
                new Source.Manifest(Samples.repository("hub/app").location(), Digest.sha256(large));
        hub.answers(source, new Look.Found(large, Samples.MEDIA_TYPE));
        start("a", STATIC);
        push(source);
        awaitObservations(1);
        Observation observation = cluster.observations().get(0);
        assertThat(observation.source()).isEqualTo(source);
        assertThat(((Observation.Manifest) observation.finding()).bytes()).isEqualTo(large);
        assertThat(cluster.read(IngestTopics.OBSERVATIONS).get(0).partition())
                .isEqualTo(cluster.kafka.partition(IngestTopics.OBSERVATIONS, source.key()));
        assertThat(cluster.signals())
                .filteredOn(signal -> signal.key().equals("hub"))
                .hasSize(2)
                .first()
                .isEqualTo(new LocationSignal.Registry("hub", RegistryHistory.NONE, Optional.empty()));
        assertThat(cluster.rows()).containsOnlyKeys("hub");
    }

    @Test
    void aRegistryThatHangsDoesNotDelayAnother() throws Exception {
        hub.hold();
        start("a", STATIC);
        for (int number = 0; number < 50; number++) {
            push(image("hub", number));
        }
        await().atMost(PATIENCE).until(() -> hub.looks.size() == RegistrySettings.Budget.DEFAULT.concurrent());
        Source quick = image("other", 1);
        long began = System.nanoTime();
        push(quick);
        awaitObservations(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(cluster.observations()).extracting(Observation::source).containsExactly(quick);
        assertThat(cluster.rows()).hasSize(51); // 50 that wait, and that "other" was heard from
        hub.release();
        awaitObservations(51);
        await().atMost(PATIENCE).until(() -> cluster.rows().size() == 2);
    }

    @Test
    void losesNothingHoweverOftenItDies() throws Exception {
        List<Source> sources =
                IntStream.range(0, 200).mapToObj(number -> image("hub", number)).toList();
        Resolver resolver = start("a", STATIC);
        for (Source source : sources) {
            push(source);
        }
        for (int death = 1; death <= 3; death++) {
            int seen = 40 * death;
            await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> hub.looks.size() >= seen);
            resolver.abandon();
            resolver = start("a", STATIC);
        }
        await().atMost(PATIENCE)
                .until(() -> cluster.observations().stream()
                                .map(Observation::source)
                                .distinct()
                                .count()
                        == sources.size());
        await().atMost(PATIENCE).until(() -> cluster.rows().size() == 1);
        assertThat(cluster.observations())
                .allSatisfy(observation -> assertThat(observation.finding()).isInstanceOf(Observation.Manifest.class));
    }

    @Test
    void aSecondResolverJoinsAndTakesOverAndNoAnswerIsWrittenTwice() throws Exception {
        hub.hold();
        Resolver first = start("a", Optional.empty());
        Source source = image("hub", 1);
        push(source);
        await().atMost(PATIENCE).until(() -> cluster.rows().containsKey(source.key()));
        Resolver second = start("b", Optional.empty());
        await().atMost(PATIENCE).until(() -> hub.looks.size() >= 2);
        hub.release();
        awaitObservations(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.rows()).containsOnlyKeys("hub"));
        assertThat(cluster.observations()).hasSize(1);
        first.close();
        push(image("hub", 2));
        push(image("other", 2));
        awaitObservations(3);
        assertThat(cluster.observations()).hasSize(3);
        await().atMost(PATIENCE).until(() -> second.status().state() == ResolverStatus.State.RUNNING);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(hub.owners).as("how many may ask it").hasValue(1));
    }

    @Test
    void aRetryAndTheTroubleItEndsSurviveARestart() throws Exception {
        Source source = image("hub", 1);
        hub.answers(source, new Look.Later(LookFailure.UNREACHABLE, "no route", Optional.of(Duration.ofSeconds(2))));
        Resolver resolver = start("a", STATIC);
        push(source);
        await().atMost(PATIENCE)
                .until(() -> cluster.signals().stream().anyMatch(LocationSignal.Unresolved.class::isInstance));
        resolver.close();
        hub.answers(source, Samples.found("hub1"));
        start("b", STATIC);
        awaitObservations(1);
        assertThat(cluster.signals())
                .filteredOn(LocationSignal.Resolved.class::isInstance)
                .hasSize(1);
        assertThat(cluster.rows()).containsOnlyKeys("hub");
    }

    @Test
    void whatIsLeftToDoOutlastsAStartWithoutItsRegistry() throws Exception {
        Source source = image("hub", 1);
        hub.hold();
        Resolver resolver = start("a", STATIC);
        push(source);
        await().atMost(PATIENCE).until(() -> cluster.rows().containsKey(source.key()));
        resolver.abandon();
        resolver = start("a", STATIC, List.of(other));
        await().atMost(PATIENCE)
                .until(() -> cluster.signals().stream()
                        .anyMatch(signal -> signal instanceof LocationSignal.Unresolved unresolved
                                && unresolved.reason().equals("not-configured")));
        resolver.close();
        hub.release();
        start("a", STATIC);
        awaitObservations(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.rows()).containsOnlyKeys("hub"));
        assertThat(cluster.signals()).anyMatch(LocationSignal.Resolved.class::isInstance);
        assertThat(cluster.read(IngestTopics.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void webhooksGoBeforeWhatTheIndexWants() throws Exception {
        FakeRegistry narrow = new FakeRegistry("hub", new RegistrySettings.Budget(1, 1_000));
        narrow.hold();
        for (int number = 0; number < 20; number++) {
            cluster.send(Samples.event(Cause.Kind.NAMED_BY, "w" + number, Samples.manifest("hub/wanted", "" + number)));
        }
        for (int number = 0; number < 5; number++) {
            push(Samples.manifest("hub/pushed", "" + number));
            narrow.answers(Samples.manifest("hub/pushed", "" + number), Samples.found("" + number));
        }
        start("a", STATIC, narrow);
        await().atMost(PATIENCE)
                .until(() -> meters.get("backref.resolver.pending")
                                .tag("registry", "hub")
                                .gauge()
                                .value()
                        == 25);
        narrow.release();
        awaitObservations(25);
        assertThat(narrow.looks.subList(1, 6))
                .filteredOn(source -> source.location().repository().equals("pushed"))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(narrow.looks.subList(6, 25))
                .allSatisfy(source -> assertThat(source.location().repository()).isEqualTo("wanted"));
    }

    @Test
    void countsWhatItDoesAndSaysThatItRuns() throws Exception {
        Resolver resolver = start("a", STATIC);
        push(image("hub", 1));
        awaitObservations(1);
        await().atMost(PATIENCE)
                .until(() -> resolver.status().state() == ResolverStatus.State.RUNNING
                        && resolver.status().lag() == 0);
        assertThat(meters.get("backref.resolver.looks")
                        .tags("registry", "hub", "outcome", "found")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("backref.resolver.transactions")
                        .tag("outcome", "committed")
                        .counter()
                        .count())
                .isPositive();
        resolver.close();
        assertThat(resolver.status().state()).isEqualTo(ResolverStatus.State.STOPPED);
    }

    private Source image(String registry, int number) {
        String text = registry + number;
        Source source = Samples.manifest(registry + "/app", text);
        (registry.equals("hub") ? hub : other).answers(source, Samples.found(text));
        return source;
    }

    private void push(Source source) throws Exception {
        cluster.send(Samples.event(Cause.Kind.PUSH, "delivery of " + source.key(), source));
    }

    private Resolver start(String instance, Optional<String> groupInstanceId) {
        return start(instance, groupInstanceId, hub);
    }

    private Resolver start(String instance, Optional<String> groupInstanceId, FakeRegistry asHub) {
        return start(instance, groupInstanceId, List.of(asHub, other));
    }

    private Resolver start(String instance, Optional<String> groupInstanceId, List<FakeRegistry> registries) {
        Resolver resolver = new Resolver(
                cluster.settings(instance, groupInstanceId),
                registries.stream().map(FakeRegistry::configured).toList(),
                meters,
                Clock.systemUTC());
        resolvers.add(resolver);
        resolver.start();
        return resolver;
    }

    private void awaitObservations(int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cluster.observations()).hasSizeGreaterThanOrEqualTo(count));
    }
}
