package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.IntakeRecordsTest.ALONE;
import static dev.backref.ingest.receive.IntakeRecordsTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Scope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
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
        session.turn();
        consumer.rebalance(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        session.turn();
        session.turn();
    }

    @Test
    void beginsAtTheBeginningAndKeepsThatAtOnce() {
        assertThat(committed()).isEqualTo(0);
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
        assertThat(committedBefore).containsExactly(0L);
        assertThat(committed()).isEqualTo(1);
        assertThat(counted("backref.webhooks", "outcome", "accepted")).isOne();
    }

    @Test
    void failsWithTheLogAndCommitsNothing() {
        session.turn();
        add(PUSH);
        refusals.add(new TimeoutException("away"));

        assertThatThrownBy(session::turn).isInstanceOf(KafkaException.class).hasMessageContaining("away");
        assertThat(committed()).isEqualTo(0);
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
        assertThat(committed()).isEqualTo(3);
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
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void letsGoOfALargeBodyBeforeItReadsTheNext() {
        add(new byte[1 << 20]);
        add(PUSH);
        add(new byte[1 << 20]);
        add(PUSH);
        session.turn();

        assertThat(committedBefore).containsExactly(0L, 0L, 0L);
        assertThat(committed()).isEqualTo(4);
        KafkaCluster generous = new KafkaCluster("h:1", "b.", 1, Map.of("max.poll.records", "500"));
        assertThat(TopicIntake.config(generous)).containsEntry("max.poll.records", 4);
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
        session.turn();

        assertThat(committed()).isEqualTo(1);
        assertThat(counted("backref.intake.deleted", "topic", ALONE)).isOne();
    }

    @Test
    void commitsAfterTheRebalanceThatItMet() {
        session.turn();
        add(PUSH);
        consumer.rebalancing = true;
        session.turn();
        assertThat(committed()).isEqualTo(0);
        consumer.rebalancing = false;
        session.turn();

        assertThat(committed()).isEqualTo(1);
        assertThat(written).hasSize(2);
    }

    @Test
    void saysHowFarItIsBehind() {
        assertThat(told.getLast().missing()).isEmpty();
        consumer.updateEndOffsets(Map.of(PARTITION, 10L));
        session.turn();
        assertThat(told.getLast().lag()).isEqualTo(10);
    }

    @Test
    void saysThatAPartitionOfANewGroupDoesNotBeginAtItsFirstRecord() {
        TopicPartition late = new TopicPartition(ALONE, 1);
        consumer.rebalance(List.of(PARTITION, late));
        consumer.updateBeginningOffsets(Map.of(late, 7L));
        consumer.updateEndOffsets(Map.of(late, 7L));
        session.turn();
        session.turn();

        assertThat(written)
                .singleElement()
                .satisfies(signal -> assertThat(new String(signal.value(), StandardCharsets.UTF_8))
                        .contains("records of " + late + " before 7 were deleted before they were read"));
        assertThat(consumer.committed(Set.of(late)).get(late)).isEqualTo(new OffsetAndMetadata(7));
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void takesTheOthersWhileThePlaceOfAPartitionIsNotKnown() {
        TopicPartition headless = new TopicPartition(ALONE, 1);
        consumer.headless = headless;
        consumer.rebalance(List.of(PARTITION, headless));
        consumer.updateBeginningOffsets(Map.of(headless, 0L));
        consumer.updateEndOffsets(Map.of(headless, 0L));
        session.turn();
        add(PUSH);
        session.turn();

        assertThat(committed()).isEqualTo(1);
        assertThat(consumer.paused()).containsExactly(headless);
        consumer.headless = PARTITION;
        session.turn();
        assertThat(consumer.committed(Set.of(headless)).get(headless)).isEqualTo(new OffsetAndMetadata(0));
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void goesBackToWhereALogWasCutOff() {
        add(PUSH);
        session.turn();
        written.clear();
        consumer.setPollException(
                new LogTruncationException("cut", Map.of(PARTITION, 1L), Map.of(PARTITION, new OffsetAndMetadata(0))));
        session.turn();

        assertThat(consumer.position(PARTITION)).isZero();
        assertThat(written)
                .singleElement()
                .satisfies(signal -> assertThat(new String(signal.value(), StandardCharsets.UTF_8))
                        .contains("the end of " + PARTITION + " was cut off, and perhaps not read"));
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
}
