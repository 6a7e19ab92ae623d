package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a resolver that loses the broker, or its partitions. */
@Timeout(180)
class BrokerOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");

    @TempDir
    private Path data = Path.of("");

    @Test
    void recoversFromABrokerThatWasAwayAndSaysSoMeanwhile() throws Exception {
        FakeRegistry hub = new FakeRegistry("hub");
        hub.answers(IMAGE, Samples.found("image"));
        EmbeddedKafka before = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
        try (Cluster cluster = new Cluster(before.bootstrap(), "outage.");
                Resolver resolver = new Resolver(
                        cluster.settings("a", Optional.of("member-1")),
                        List.of(hub.configured()),
                        new SimpleMeterRegistry(),
                        Clock.systemUTC())) {
            resolver.start();
            awaitState(resolver, ResolverStatus.State.RUNNING);
            hub.hold();
            cluster.send(Samples.event(Cause.Kind.PUSH, "1", IMAGE));
            await().atMost(PATIENCE).until(() -> hub.looks.size() == 1);
            before.close();
            awaitState(resolver, ResolverStatus.State.BROKER_UNREACHABLE);
            assertThat(resolver.status().unreachableSince()).isPresent();
            hub.release(); // The answer comes while nothing can be written.
            try (EmbeddedKafka after = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
                assertThat(after.bootstrap()).isEqualTo(before.bootstrap());
                awaitState(resolver, ResolverStatus.State.RUNNING);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(cluster.observations()).isNotEmpty());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(cluster.rows()).containsOnlyKeys("hub"));
            }
        }
    }

    @Test
    void stopsWithinSecondsAlthoughTheBrokerIsAway() throws Exception {
        FakeRegistry hub = new FakeRegistry("hub");
        EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
        Cluster cluster = new Cluster(broker.bootstrap(), "stop.");
        Resolver resolver = new Resolver(
                cluster.settings("a", Optional.of("member-1")),
                List.of(hub.configured()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        resolver.start();
        awaitState(resolver, ResolverStatus.State.RUNNING);
        cluster.close();
        broker.close();
        long began = System.nanoTime();
        resolver.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(resolver.status().state()).isEqualTo(ResolverStatus.State.STOPPED);
    }

    @Test
    void aStaleOwnerCannotWriteEvenWithATransactionOfItsOwn() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
                Cluster cluster = new Cluster(broker.bootstrap(), "fence.");
                KafkaConsumer<String, byte[]> stale = member(cluster);
                Transactions transactions = transactions(cluster)) {
            transactions.begin();
            ConsumerGroupMetadata membership = join(cluster, stale);
            transactions.write(looked("first"), new Work(List.of()), offsets(cluster), membership);
            // A commit is over before its marker stands in every partition.
            await().atMost(PATIENCE).until(() -> cluster.observations().size() == 1);
            try (KafkaConsumer<String, byte[]> owner = member(cluster)) {
                join(cluster, owner);
                assertThatThrownBy(() ->
                                transactions.write(looked("stale"), new Work(List.of()), offsets(cluster), membership))
                        .isInstanceOf(FencedInstanceIdException.class);
            }
            try (Transactions next = transactions(cluster)) {
                next.begin(); // Ends what the stale owner left open, so that readers see whatever they will ever see.
            }
            assertThat(cluster.observations()).hasSize(1);
        }
    }

    private static Batch looked(String id) {
        Batch batch = new Batch();
        batch.observe(
                Observation.of(IMAGE, new Observation.Gone(), Samples.T0, Samples.event(Cause.Kind.DELETE, id, IMAGE)));
        return batch;
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Cluster cluster) {
        String topic = cluster.kafka.name(IngestTopics.REGISTRY_EVENTS);
        return Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0));
    }

    private static Transactions transactions(Cluster cluster) {
        return new Transactions(cluster.settings("stale", Optional.empty()), new SimpleMeterRegistry());
    }

    private static KafkaConsumer<String, byte[]> member(Cluster cluster) {
        Map<String, Object> config = cluster.kafka.consumer("test");
        config.put("group.id", "fence.resolve");
        config.put("group.instance.id", "member-1");
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static ConsumerGroupMetadata join(Cluster cluster, KafkaConsumer<String, byte[]> member) {
        member.subscribe(List.of(cluster.kafka.name(IngestTopics.REGISTRY_EVENTS)));
        await().atMost(PATIENCE).until(() -> {
            member.poll(Duration.ofMillis(100));
            return !member.assignment().isEmpty();
        });
        return member.groupMetadata();
    }

    private static void awaitState(Resolver resolver, ResolverStatus.State state) {
        await().atMost(PATIENCE).until(() -> resolver.status().state() == state);
    }
}
