package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Resolved;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
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
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two registries in one partition, with room for ten sources each; one of them accepts looks and never answers. */
@Timeout(180)
class BacklogIT {
    private static final int SHARE = 10;
    private static final int MANY = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SECONDS = Duration.ofSeconds(5);
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // Started before all tests.
    private static EmbeddedKafka broker;

    private final FakeRegistry hub = new FakeRegistry("hub");
    private final FakeRegistry neighbour = new FakeRegistry(besideHub());
    private MeterRegistry meters = new SimpleMeterRegistry();
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
    void hang() throws Exception {
        cluster = new Cluster(broker.bootstrap(), "b" + TESTS.incrementAndGet() + ".");
        hub.hold();
    }

    @AfterEach
    void closeEverything() {
        resolvers.forEach(Resolver::close);
        cluster.close();
    }

    @Test
    void aRegistryThatHangsDelaysNoOtherOfItsPartitionAndIsCaughtUpWithWhenItAnswers() throws Exception {
        start();
        List<Source> sources = report(0, MANY);
        eventually().until(() -> unresolved().containsAll(sources.subList(SHARE, MANY)));
        eventually().until(() -> pendingAtHub() == SHARE && recordsBehind() == MANY - SHARE);
        neighbourIsServed();
        // Those that wait, where hub stands, and that the other was heard from.
        eventually().until(() -> cluster.rows().size() == SHARE + 2);
        hub.release();
        awaitLooked(sources);
        assertThat(resolved()).containsAll(unresolved());
        eventually().until(() -> pendingAtHub() == 0 && recordsBehind() == 0);
        assertThat(meters.find("kafka.consumer.fetch.manager.records.consumed.rate")
                        .tag("client.id", "backref-resolve-backlog")
                        .gauge())
                .isNotNull();
        resolvers.forEach(Resolver::close);
        assertThat(meters.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("kafka."));
    }

    @Test
    void goesOnWhereItStoodAfterItWasStopped() throws Exception {
        Resolver resolver = start();
        List<Source> sources = new ArrayList<>(report(0, MANY));
        eventually().until(() -> unresolved().containsAll(sources.subList(SHARE, MANY)));
        resolver.abandon();
        sources.addAll(report(MANY, MANY + 50));
        resolver = start();
        neighbourIsServed();
        eventually().until(() -> unresolved().containsAll(sources.subList(SHARE, MANY + 50)));
        hub.release();
        for (int looked : new int[] {60, 160, 260}) {
            eventually().until(() -> hub.looks.size() >= looked);
            resolver.abandon();
            resolver = start();
        }
        awaitLooked(sources);
        assertThat(resolved()).containsAll(unresolved());
    }

    @Test
    void whatTheIndexWantsOfARegistryThatHangsDelaysNoOtherEither() throws Exception {
        start();
        List<Source> sources = images(0, 100);
        for (Source source : sources) {
            cluster.send(Samples.event(Cause.Kind.NAMED_BY, "wanted", source));
        }
        eventually().until(() -> recordsBehind() == 100 - SHARE / 2);
        Source wanted = Samples.manifest(besideHub() + "/app", "wanted");
        neighbour.answers(wanted, Samples.found("wanted"));
        cluster.send(Samples.event(Cause.Kind.NAMED_BY, "wanted", wanted));
        await().atMost(SECONDS).until(() -> observed(besideHub()).equals(List.of(wanted)));
        Source pushed = report(100, 101).get(0);
        eventually().until(() -> cluster.rows().containsKey(pushed.key())); // A webhook has its own room.
        hub.release();
        List<Source> all = new ArrayList<>(sources);
        all.add(pushed);
        awaitLooked(all);
    }

    @Test
    void saysWhatWasDeletedBeforeItCouldBeLookedAtAndGoesOnWithWhatIsThere() throws Exception {
        start();
        List<Source> sources = report(0, 100);
        eventually().until(() -> unresolved().containsAll(sources.subList(SHARE, 100)));
        cluster.deleteEvents("hub", 40);
        hub.release();
        List<Source> seen = new ArrayList<>(sources.subList(0, SHARE));
        seen.addAll(sources.subList(40, 100));
        awaitLooked(seen);
        assertThat(cluster.read(IngestTopics.DEAD_LETTERS))
                .singleElement()
                .satisfies(letter -> assertThat(letter.key()).isEqualTo("hub"));
        assertThat(meters.get("backref.dead.letters")
                        .tag("reason", "backlog-deleted")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(cluster.eventsLost()).singleElement().satisfies(lost -> {
            assertThat(lost.key()).isEqualTo("hub");
            assertThat(lost.reason()).isEqualTo("backlog-deleted");
        });
        assertThat(resolved()).doesNotContain(sources.get(20));
        cluster.send(Samples.event(Cause.Kind.PUSH, "again", sources.get(20)));
        eventually().until(() -> resolved().contains(sources.get(20)));
    }

    @Test
    void saysOnceWhatWasDeletedWhileNoResolverRan() throws Exception {
        hub.release();
        Resolver resolver = start();
        List<Source> before = report(0, 20);
        eventually().until(() -> observed("hub").size() == 20);
        resolver.close();
        List<Source> after = report(20, 60);
        cluster.deleteEvents("hub", 40);
        resolver = start();
        eventually().until(() -> observed("hub").containsAll(after.subList(20, 40)));
        eventually().until(() -> cluster.eventsLost().size() == 2);
        assertThat(cluster.eventsLost()).extracting(LocationSignal::key).containsExactlyInAnyOrder("hub", besideHub());
        assertThat(cluster.eventsLost()).allSatisfy(lost -> {
            assertThat(lost.reason()).isEqualTo("deleted-unread");
            assertThat(lost.detail()).endsWith("offsets 20 to 40");
        });
        resolver.close();
        start();
        report(60, 61);
        eventually().until(() -> observed("hub").size() == 41);
        assertThat(cluster.eventsLost()).hasSize(2);
        assertThat(observed("hub")).containsAll(before).doesNotContainAnyElementsOf(after.subList(0, 20));
    }

    /** Every source was looked at and told of once, and nothing is left to do. */
    private void awaitLooked(List<Source> sources) {
        eventually().until(() -> observed("hub").size() >= sources.size());
        eventually().until(() -> cluster.rows().keySet().stream().noneMatch(key -> key.contains("/")));
        eventually()
                .until(() -> Optional.ofNullable(cluster.rows().get("hub"))
                        .map(row -> Json.read(row, Row.class))
                        .filter(row -> row.behind().isEmpty())
                        .isPresent());
        assertThat(observed("hub")).containsExactlyInAnyOrderElementsOf(sources);
    }

    private void neighbourIsServed() throws Exception {
        Source source = Samples.manifest(besideHub() + "/app", "quick");
        neighbour.answers(source, Samples.found("quick"));
        cluster.send(Samples.event(Cause.Kind.PUSH, "quick", source));
        await().atMost(SECONDS).until(() -> observed(besideHub()).contains(source));
        assertThat(observed("hub")).isEmpty();
    }

    private List<Source> report(int from, int to) throws Exception {
        List<Source> sources = images(from, to);
        for (Source source : sources) {
            cluster.send(Samples.event(Cause.Kind.PUSH, "delivery of " + source.key(), source));
        }
        return sources;
    }

    private List<Source> images(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> {
                    Source source = Samples.manifest("hub/app", "image " + number);
                    hub.answers(source, Samples.found("image " + number));
                    return source;
                })
                .toList();
    }

    private List<Source> observed(String registry) {
        return cluster.observations().stream()
                .map(Observation::source)
                .filter(source -> source.location().registry().equals(registry))
                .toList();
    }

    private List<Source> unresolved() {
        return cluster.signals().stream()
                .filter(Unresolved.class::isInstance)
                .map(signal -> ((Unresolved) signal).source())
                .toList();
    }

    private List<Source> resolved() {
        return cluster.signals().stream()
                .filter(Resolved.class::isInstance)
                .map(signal -> ((Resolved) signal).source())
                .toList();
    }

    private double pendingAtHub() {
        return meters.get("backref.resolver.pending")
                .tag("registry", "hub")
                .gauge()
                .value();
    }

    private double recordsBehind() {
        return meters.get("backref.resolver.behind")
                .tag("registry", "hub")
                .gauge()
                .value();
    }

    private Resolver start() {
        meters = new SimpleMeterRegistry();
        Resolver resolver = new Resolver(
                cluster.settings("a", Optional.of("member-1")),
                List.of(hub.configured(), neighbour.configured()),
                meters,
                Clock.systemUTC(),
                2 * SHARE);
        resolvers.add(resolver);
        resolver.start();
        return resolver;
    }

    private static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
    }

    private static String besideHub() {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "other" + number)
                .filter(name -> IngestTopics.REGISTRY_EVENTS.partition(name, 4)
                        == IngestTopics.REGISTRY_EVENTS.partition("hub", 4))
                .findFirst()
                .orElseThrow();
    }
}
