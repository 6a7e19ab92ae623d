package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.Payloads.distribution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver on a real broker. */
@Timeout(120)
class ReceiverIT {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int NEW_TOPICS = 5;
    private static final int MANY_PARTITIONS = 50;
    private static final int APPENDS = 2_000;

    @TempDir
    private Path data = Path.of("");

    @Test
    void keepsEventsInTheirRegistrysPartitionAndTheLargestDeadLetter() throws Exception {
        byte[] unreadable = new byte[8 * 1024 * 1024];
        new Random(1).nextBytes(unreadable);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            KafkaCluster cluster = cluster(kafka);
            createTopics(cluster);
            try (KafkaEventLog log = KafkaEventLog.on(cluster, new SimpleMeterRegistry());
                    RunningReceiver receiver = RunningReceiver.on(log, cluster)) {
                assertThat(receiver.post(distribution("push-referrers-tag-index"))
                                .statusCode())
                        .isEqualTo(202);
                assertThat(receiver.post(unreadable).statusCode()).isEqualTo(202);
            }

            List<ConsumerRecord<String, byte[]>> events = read(cluster, IngestTopics.REGISTRY_EVENTS, 2);
            assertThat(events)
                    .extracting(event -> Json.read(event.value(), RegistryEvent.class)
                            .source()
                            .key())
                    .containsExactlyElementsOf(
                            events.stream().map(ConsumerRecord::key).toList());
            assertThat(events)
                    .extracting(ConsumerRecord::partition)
                    .containsOnly(cluster.partition(IngestTopics.REGISTRY_EVENTS, "local"));
            assertThat(read(cluster, IngestTopics.DEAD_LETTERS, 1).get(0).value())
                    .isEqualTo(unreadable);
        }
    }

    @Test
    void asksForARepeatWhileTheBrokerIsAwayAndTakesItWhenItIsBack() throws Exception {
        byte[] push = distribution("push-referrer-by-digest");
        EmbeddedKafka first = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
        KafkaCluster cluster = cluster(first);
        createTopics(cluster);
        HookLimits limits = HookLimits.acknowledged(Duration.ofMillis(800));
        try (KafkaEventLog log = KafkaEventLog.on(cluster, new SimpleMeterRegistry());
                RunningReceiver receiver = RunningReceiver.on(log, limits)) {
            await().atMost(PATIENCE).until(() -> receiver.post(push).statusCode() == 202);
            first.close();
            assertThat(receiver.post(push).statusCode()).isEqualTo(503);

            try (EmbeddedKafka second = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
                assertThat(second.bootstrap()).isEqualTo(cluster.bootstrap());
                await().atMost(PATIENCE).until(() -> receiver.post(push).statusCode() == 202);
                await().atMost(PATIENCE).until(() -> receiver.waiting() == 0);
                assertThat(read(cluster, IngestTopics.REGISTRY_EVENTS, 2)).hasSizeGreaterThanOrEqualTo(2);
            }
        }
    }

    /** As Pub/Sub pushes what Artifact Registry reports, with a token. */
    @Test
    void keepsWhatPubSubPushesOnceItsTokenIsProved() throws Exception {
        byte[] push = Payloads.resource("gar/push-envelope.insert-tag.assembled.json");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
                LocalIssuer issuer = new LocalIssuer()) {
            KafkaCluster cluster = cluster(kafka);
            createTopics(cluster);
            Clock clock = Clock.systemUTC();
            try (KafkaEventLog log = KafkaEventLog.on(cluster, new SimpleMeterRegistry());
                    RunningReceiver receiver = RunningReceiver.on(log, cluster, List.of(issuer.registry()), clock)) {
                String token = issuer.token(LocalIssuer.OLD, clock.instant());
                String forged = issuer.token(LocalIssuer.FORGED, clock.instant());

                assertThat(receiver.send(receiver.pushing(push, forged)).statusCode())
                        .isEqualTo(401);
                assertThat(receiver.send(receiver.pushing(push, token)).statusCode())
                        .isEqualTo(202);
            }
            assertThat(read(cluster, IngestTopics.REGISTRY_EVENTS, 1))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.key()).isEqualTo("gar/my-project/my-repo/hello-world:1.1");
                        assertThat(Json.read(event.value(), RegistryEvent.class)
                                        .cause()
                                        .id())
                                .isEqualTo("2070443601311540");
                    });
        }
    }

    /** Brokers tell of a partition before its leader takes records: what is refused then must not be overtaken (KAFKA-15591). */
    @Test
    void writesToATopicWhosePartitionsAreJustBeingMade() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            KafkaCluster cluster = cluster(kafka);
            createTopics(cluster);
            try (Admin admin = Admin.create(cluster.client("test"));
                    KafkaEventLog log = KafkaEventLog.on(cluster, new SimpleMeterRegistry())) {
                for (int round = 0; round < NEW_TOPICS; round++) {
                    String topic = "new-" + round;
                    KafkaFuture<Void> made = admin.createTopics(
                                    List.of(new NewTopic(topic, MANY_PARTITIONS, (short) 1)))
                            .all();
                    List<CompletableFuture<Void>> appends = IntStream.range(0, APPENDS)
                            .mapToObj(number -> log.append(List.of(
                                            new ProducerRecord<>(topic, MANY_PARTITIONS - 1, "key", new byte[1_000])))
                                    .toCompletableFuture())
                            .toList();
                    made.get();
                    assertThat(CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new)))
                            .succeedsWithin(PATIENCE);
                }
            }
        }
    }

    /** Two nodes wait for the user's topic, and share its partitions. */
    @Test
    void makesOfBodiesInATopicExactlyWhatItMakesOfThemAtTheHooks() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            KafkaCluster cluster = cluster(kafka);
            createTopics(cluster);
            try (KafkaEventLog log = KafkaEventLog.on(cluster, new SimpleMeterRegistry());
                    RunningReceiver receiver = RunningReceiver.on(log, cluster);
                    Bus bus = new Bus(cluster, receiver.receiver, log)) {
                for (String registry : List.of("local", "zot")) {
                    for (Captured captured : Captured.of(registry.equals("zot") ? "zot" : "docker-registry-2.8.2")) {
                        assertThat(receiver.send(Bus.request(receiver, registry, captured))
                                        .statusCode())
                                .isEqualTo(202);
                    }
                }
                List<String> atTheHooks = shown(read(cluster, IngestTopics.REGISTRY_EVENTS, 1));
                await().atMost(PATIENCE).until(bus::isWaiting);

                bus.create();
                Captured.of("docker-registry-2.8.2").forEach(captured -> bus.send("local", captured));
                bus.sendUnreadable();
                Captured.of("zot").forEach(captured -> bus.send("zot", captured));
                await().atMost(PATIENCE).until(bus::isTaken);

                // What a node had taken when the other came can be there once more.
                int atLeast = 2 * atTheHooks.size();
                assertThat(shown(read(cluster, IngestTopics.REGISTRY_EVENTS, atLeast)))
                        .hasSizeGreaterThanOrEqualTo(Math.max(atLeast, 100))
                        .containsAll(atTheHooks)
                        .allMatch(new HashSet<>(atTheHooks)::contains);
                assertThat(read(cluster, IngestTopics.DEAD_LETTERS, Bus.UNREADABLE))
                        .hasSizeGreaterThanOrEqualTo(Bus.UNREADABLE);
            }
        }
    }

    /** In any order: those of several partitions have none. */
    private static List<String> shown(List<ConsumerRecord<String, byte[]>> events) {
        return events.stream()
                .map(event -> event.key() + " " + new String(event.value(), StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }

    private static KafkaCluster cluster(EmbeddedKafka kafka) {
        return new KafkaCluster(kafka.bootstrap(), "backref.", PARTITIONS, Map.of());
    }

    private static void createTopics(KafkaCluster cluster) throws Exception {
        try (Admin admin = Admin.create(cluster.client("test"))) {
            List<NewTopic> topics = IngestTopics.ALL.stream()
                    .map(topic -> new NewTopic(cluster.name(topic), PARTITIONS, (short) 1).configs(topic.config()))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }

    /** The whole topic, once so many records are there. */
    private static List<ConsumerRecord<String, byte[]>> read(KafkaCluster cluster, Topic topic, int atLeast) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(cluster.consumer("test"), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(cluster.name(topic), partition))
                    .toList();
            consumer.assign(partitions);
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= atLeast
                        && consumer.endOffsets(partitions).entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) == end.getValue());
            });
        }
        return records;
    }
}
