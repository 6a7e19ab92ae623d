package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KafkaEventLogTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final MeterRegistry METERS = new SimpleMeterRegistry();

    @Test
    void isDoneOnlyWhenEveryRecordIsAcknowledged() throws Exception {
        MockProducer<String, byte[]> producer = producer();
        try (KafkaEventLog log = new KafkaEventLog(producer, METERS)) {
            CompletableFuture<Void> written =
                    log.append(List.of(record("a"), record("b"))).toCompletableFuture();
            await().atMost(SOON).until(() -> producer.history().size() == 2);

            producer.completeNext();
            assertThat(written).isNotDone();
            producer.completeNext();

            written.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void failsWhenOneRecordCannotBeWritten() {
        MockProducer<String, byte[]> producer = producer();
        try (KafkaEventLog log = new KafkaEventLog(producer, METERS)) {
            CompletableFuture<Void> written =
                    log.append(List.of(record("a"), record("b"))).toCompletableFuture();
            await().atMost(SOON).until(() -> producer.history().size() == 2);

            producer.completeNext();
            producer.errorNext(new TimeoutException("no broker"));

            assertThatThrownBy(() -> written.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void failsWhenTheProducerThrows() {
        MockProducer<String, byte[]> producer = producer();
        producer.sendException = new IllegalStateException("fenced");
        try (KafkaEventLog log = new KafkaEventLog(producer, METERS)) {
            CompletableFuture<Void> written = log.append(List.of(record("a"))).toCompletableFuture();

            assertThatThrownBy(() -> written.get(5, TimeUnit.SECONDS)).hasRootCauseMessage("fenced");
        }
    }

    @Test
    void neverBlocksTheCallerOfASendThatBlocks() {
        CountDownLatch stuck = new CountDownLatch(1);
        try (KafkaEventLog log = new KafkaEventLog(new StuckProducer(stuck), METERS)) {
            CompletableFuture<Void> first = log.append(List.of(record("a"))).toCompletableFuture();
            CompletableFuture<Void> second = log.append(List.of(record("b"))).toCompletableFuture();

            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            stuck.countDown();
            await().atMost(SOON).until(() -> first.isDone() && second.isDone());
        }
    }

    @Test
    void failsWhatIsAppendedAfterItsEnd() {
        KafkaEventLog log = new KafkaEventLog(producer(), METERS);
        log.close();

        assertThat(log.append(List.of(record("a"))).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void failsWhatHasNotBeenSentWhenItCloses() {
        CountDownLatch stuck = new CountDownLatch(1);
        KafkaEventLog log = new KafkaEventLog(new StuckProducer(stuck), METERS);
        CompletableFuture<Void> sending = log.append(List.of(record("a"))).toCompletableFuture();
        CompletableFuture<Void> queued = log.append(List.of(record("b"))).toCompletableFuture();

        log.close();

        await().atMost(SOON).until(() -> sending.isCompletedExceptionally() && queued.isCompletedExceptionally());
    }

    @Test
    void asksForTheTopicBeforeAnyoneWaits() {
        List<String> asked = new CopyOnWriteArrayList<>();
        MockProducer<String, byte[]> away =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized List<PartitionInfo> partitionsFor(String topic) {
                        asked.add(topic);
                        throw new TimeoutException("no broker");
                    }
                };
        try (KafkaEventLog log = new KafkaEventLog(away, METERS)) {
            log.meet("events");
            CompletableFuture<Void> written = log.append(List.of(record("a"))).toCompletableFuture();

            await().atMost(SOON).until(written::isDone);
            assertThat(written).as("a broker that is back").isCompleted();
            assertThat(asked).containsExactly("events");
        }
    }

    @Test
    void hasNothingToWaitForWithoutRecords() {
        try (KafkaEventLog log = new KafkaEventLog(producer(), METERS)) {
            assertThat(log.append(List.of()).toCompletableFuture()).isCompleted();
        }
    }

    private static MockProducer<String, byte[]> producer() {
        return new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    }

    private static ProducerRecord<String, byte[]> record(String key) {
        return new ProducerRecord<>("events", key, key.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits in {@code send}, as the real one does while it knows no broker. */
    private static final class StuckProducer extends MockProducer<String, byte[]> {
        private final CountDownLatch stuck;

        StuckProducer(CountDownLatch stuck) {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
            this.stuck = stuck;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            try {
                stuck.await();
            } catch (InterruptedException interrupted) {
                throw new org.apache.kafka.common.errors.InterruptException(interrupted);
            }
            return super.send(record, callback);
        }
    }
}
