package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.IntakeRecordsTest.ALONE;
import static dev.backref.ingest.receive.IntakeRecordsTest.BUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which topics the intake keeps to, and that it begins again. */
@Timeout(20)
class IntakeTopicsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Deque<IntakeStatus> told = new ArrayDeque<>();
    private final IntakeRecords records =
            new IntakeRecords(RunningReceiver.CLUSTER, new IntakeRoutes(IntakeRecordsTest.REGISTRIES));

    @Test
    void waitsForATopicThatIsNotThere() {
        GroupMember member = new GroupMember();
        sessionOfAll(member).turn();

        assertThat(member.subscription()).containsExactly(ALONE);
        assertThat(told.getLast().missing()).containsExactly(Map.entry(BUS, "is not there"));
    }

    @Test
    void readsTheOthersWhereOneTopicMayNotBeRead() {
        GroupMember member = new GroupMember();
        member.updatePartitions(BUS, List.of(new PartitionInfo(BUS, 0, null, null, null)));
        IntakeSession both = sessionOfAll(member);
        both.turn();
        assertThat(member.subscription()).containsExactlyInAnyOrder(ALONE, BUS);
        assertThat(told.getLast().missing()).isEmpty();

        member.setPollException(new TopicAuthorizationException(Set.of(BUS)));
        both.turn();
        assertThat(member.subscription()).containsExactly(ALONE);
        assertThat(told.getLast().missing())
                .containsExactly(Map.entry(BUS, "may not be read: Not authorized to access topics: [bus]"));
    }

    @Test
    void failsWhereSomethingElseMayNotBeRead() {
        GroupMember member = new GroupMember();
        IntakeSession session = sessionOfAll(member);
        session.turn();
        member.setPollException(new TopicAuthorizationException(Set.of("any")));

        assertThatThrownBy(session::turn).isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void readsTheOthersWhereOneTopicMayNotBeDescribed() {
        GroupMember member = new GroupMember();
        member.hidden = BUS;
        sessionOfAll(member).turn();

        assertThat(member.subscription()).containsExactly(ALONE);
        assertThat(told.getLast().missing()).containsOnlyKeys(BUS);
        assertThat(told.getLast().missing().get(BUS)).startsWith("may not be read");
    }

    @Test
    void beginsAgainWithANewConsumerWhateverFailed() {
        GroupMember failing = new GroupMember();
        failing.setPollException(new KafkaException("not authorized"));
        GroupMember next = new GroupMember();
        List<TopicIntake> seen = new ArrayList<>();
        Queue<Consumer<byte[], byte[]>> consumers = new ConcurrentLinkedQueue<>(List.of(failing, next));
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing());
                TopicIntake intake = new TopicIntake(
                        receiver.receiver, records, HeldLog.willing(), meters, Clock.systemUTC(), consumers::remove)) {
            intake.start();
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            consumers.isEmpty() && intake.status().failure().isEmpty());

            assertThat(failing.closed()).isTrue();
            assertThat(next.closed()).isFalse();
            assertThat(meters.counter("backref.intake.restarts").count()).isOne();
            assertThat(intake.status().state()).isEqualTo(IntakeStatus.State.RUNNING);
            seen.add(intake);
        }
        assertThat(next.closed()).isTrue();
        assertThat(seen.get(0).status().state()).isEqualTo(IntakeStatus.State.STOPPED);
    }

    @Test
    void saysThatItHasStoppedWhereTheMachineFails() {
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing());
                TopicIntake intake = new TopicIntake(
                        receiver.receiver, records, HeldLog.willing(), meters, Clock.systemUTC(), () -> {
                            throw new NoClassDefFoundError("Any");
                        })) {
            intake.start();

            await().atMost(Duration.ofSeconds(10)).until(() -> intake.status().state() == IntakeStatus.State.STOPPED);
        }
    }

    private IntakeSession sessionOfAll(GroupMember member) {
        HookMetrics metrics = new HookMetrics(meters, new WaitingRoom(1, 1));
        EventLog log = HeldLog.willing();
        return new IntakeSession(
                member, new IntakeSession.Crew(records, log, metrics, meters, told::add, Clock.systemUTC()));
    }
}
