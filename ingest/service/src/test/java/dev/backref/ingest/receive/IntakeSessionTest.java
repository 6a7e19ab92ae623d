package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.IntakeRecordsTest.ALONE;
import static dev.backref.ingest.receive.IntakeRecordsTest.BUS;
import static dev.backref.ingest.receive.IntakeRecordsTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Scope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the intake does when something is wrong with records, topics, log or group. */
@Timeout(20)
class IntakeSessionTest {
    private static final TopicPartition PARTITION = new TopicPartition(ALONE, 0);
    private static final byte[] PUSH = IntakeRecordsTest.push();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GroupMember consumer = new GroupMember();
    private final Deque<IntakeStatus> told = new ArrayDeque<>();
    private final List<ProducerRecord<String, byte[]>> written = new ArrayList<>();
    private final Queue<RuntimeException> refusals = new ArrayDeque<>();
    private final List<Long> committedBefore = new ArrayList<>();
    private final IntakeSession session = new IntakeSession(
            consumer,
            new IntakeSession.Crew(
                    new IntakeRecords(
                            RunningReceiver.CLUSTER,
                            new IntakeRoutes(List.of(IntakeRecordsTest.registry(
                                    "ecr", Kind.ECR, Optional.of(ALONE), "http://127.0.0.1:1", Scope.ALL)))),
                    this::append,
                    new HookMetrics(meters, new WaitingRoom(1, 1)),
                    meters,
                    told::add,
                    Clock.fixed(RunningReceiver.NOW, ZoneOffset.UTC)));

    @BeforeEach
    void assignFromTheBeginning() {
        consumer.rebalance(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 3L));
        consumer.updateEndOffsets(Map.of(PARTITION, 3L));
        session.turn();
    }

    @Test
    void beginsAtTheBeginningAndKeepsThatAtOnce() {
        assertThat(committed()).isEqualTo(3);
        assertThat(written).isEmpty();
    }

    @Test
    void commitsARecordOnlyOnceTheLogHasWhatBecameOfIt() {
        session.turn();
        add(PUSH);
        session.turn();

        assertThat(written)
                .extracting(ProducerRecord::key)
                .containsExactly(IntakeRecordsTest.IMAGE, "ecr/my-repository-name:latest");
        assertThat(committedBefore).containsExactly(3L);
        assertThat(committed()).isEqualTo(4);
        assertThat(counted("backref.webhooks", "outcome", "accepted")).isOne();
    }

    @Test
    void failsWithTheLogAndCommitsNothing() {
        session.turn();
        add(PUSH);
        refusals.add(new TimeoutException("away"));

        assertThatThrownBy(session::turn).isInstanceOf(KafkaException.class).hasMessageContaining("away");
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void goesOnBehindWhatCannotBeRead() {
        add(text("no JSON"));
        add(null);
        add(PUSH);
        session.turn();

        assertThat(written)
                .extracting(ProducerRecord::topic)
                .containsExactly(
                        "backref.dead-letters",
                        "backref.location-signals",
                        "backref.dead-letters",
                        "backref.location-signals",
                        "backref.registry-events",
                        "backref.registry-events");
        assertThat(committed()).isEqualTo(6);
        assertThat(counted("backref.webhooks", "outcome", "dead-letter")).isEqualTo(2);
        assertThat(counted("backref.dead.letters", "reason", "no-body")).isOne();
        assertThat(counted("backref.intake.records", "topic", ALONE)).isEqualTo(3);
    }

    @Test
    void leavesOutABodyThatTheLogDoesNotTake() {
        add(PUSH);
        add(text("long"));
        refusals.add(new RecordTooLargeException("of all"));
        refusals.add(new IllegalStateException("none"));
        refusals.add(new RecordTooLargeException("of the second"));
        session.turn();

        assertThat(written)
                .extracting(ProducerRecord::topic)
                .containsExactly(
                        "backref.registry-events",
                        "backref.registry-events",
                        "backref.dead-letters",
                        "backref.location-signals");
        assertThat(written.get(2).value()).isNull();
        assertThat(counted("backref.dead.letters", "reason", "too-large")).isOne();
        assertThat(committed()).isEqualTo(5);
    }

    @Test
    void saysThatRecordsWereDeletedBeforeTheyWereRead() {
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 1L)));
        session.turn();
        assertThat(written).singleElement().satisfies(signal -> {
            assertThat(signal.topic()).isEqualTo("backref.location-signals");
            assertThat(signal.key()).isEqualTo("ecr");
            assertThat(new String(signal.value(), StandardCharsets.UTF_8))
                    .contains("records of " + PARTITION + " from 1 on were deleted before they were read");
        });
        add(PUSH);
        session.turn();

        assertThat(committed()).isEqualTo(4);
        assertThat(counted("backref.intake.deleted", "topic", ALONE)).isOne();
    }

    @Test
    void commitsAfterTheRebalanceThatItMet() {
        session.turn();
        add(PUSH);
        consumer.rebalancing = true;
        session.turn();
        assertThat(committed()).isEqualTo(3);
        consumer.rebalancing = false;
        session.turn();

        assertThat(committed()).isEqualTo(4);
        assertThat(written).hasSize(2);
    }

    @Test
    void saysWhichTopicItWaitsForAndHowFarItIsBehind() {
        assertThat(told.getLast().missing()).isEmpty();
        consumer.updateEndOffsets(Map.of(PARTITION, 13L));
        session.turn();
        assertThat(told.getLast().lag()).isEqualTo(10);

        Deque<IntakeStatus> other = new ArrayDeque<>();
        IntakeRecords records =
                new IntakeRecords(RunningReceiver.CLUSTER, new IntakeRoutes(IntakeRecordsTest.REGISTRIES));
        HookMetrics metrics = new HookMetrics(meters, new WaitingRoom(1, 1));
        Clock clock = Clock.systemUTC();
        GroupMember member = new GroupMember();
        new IntakeSession(member, new IntakeSession.Crew(records, this::append, metrics, meters, other::add, clock))
                .turn();
        assertThat(other.getLast().missing()).containsExactly(BUS);
    }

    @Test
    void beginsAgainWithANewConsumerWhateverFailed() {
        GroupMember failing = new GroupMember();
        failing.setPollException(new KafkaException("not authorized"));
        GroupMember next = new GroupMember();
        Queue<Consumer<byte[], byte[]>> consumers = new ConcurrentLinkedQueue<>(List.of(failing, next));
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing());
                TopicIntake intake = new TopicIntake(
                        receiver.receiver,
                        new IntakeRecords(RunningReceiver.CLUSTER, new IntakeRoutes(IntakeRecordsTest.REGISTRIES)),
                        HeldLog.willing(),
                        meters,
                        Clock.systemUTC(),
                        consumers::remove)) {
            intake.start();
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            consumers.isEmpty() && intake.status().failure().isEmpty());

            assertThat(failing.closed()).isTrue();
            assertThat(next.closed()).isFalse();
            assertThat(counted("backref.intake.restarts")).isOne();
        }
        assertThat(next.closed()).isTrue();
    }

    /** Refuses as often as it is told to; an {@link IllegalStateException} stands for none. */
    private CompletableFuture<Void> append(List<ProducerRecord<String, byte[]>> records) {
        RuntimeException refusal = refusals.poll();
        if (refusal != null && !(refusal instanceof IllegalStateException)) {
            return CompletableFuture.failedFuture(refusal);
        }
        if (!records.isEmpty()) {
            committedBefore.add(committed());
        }
        written.addAll(records);
        return CompletableFuture.completedFuture(null);
    }

    private void add(byte @Nullable [] body) {
        long offset = consumer.next++;
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(ALONE, 0, offset, text("key"), body);
        consumer.addRecord(record);
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? -1 : committed.offset();
    }

    private double counted(String name, String... tags) {
        return Optional.ofNullable(meters.find(name).tags(tags).counter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }

    /** A member of the group in a cluster that has one of the topics. */
    private static final class GroupMember extends MockConsumer<byte[], byte[]> {
        private boolean rebalancing;
        private long next = 3;

        GroupMember() {
            super("none");
            updatePartitions(ALONE, List.of(new PartitionInfo(ALONE, 0, null, null, null)));
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (rebalancing) {
                throw new RebalanceInProgressException();
            }
            super.commitSync(offsets);
        }
    }
}
