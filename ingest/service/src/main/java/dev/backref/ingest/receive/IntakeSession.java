package dev.backref.ingest.receive;

import dev.backref.ingest.receive.IntakeRecords.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is in the intake topics, as long as nothing fails. An offset is committed once the broker has acknowledged what
 * became of every record before it, so none is lost; after a failure some are taken again, which is only to look twice.
 */
final class IntakeSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeSession.class);
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration TO_ANSWER = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration TO_CLOSE = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Crew crew;
    private final Set<String> missing;
    private long lookedAt;
    private boolean uncommitted;

    /** Is told how a session stands after each turn. */
    @FunctionalInterface
    interface Health {
        void stands(IntakeStatus now);
    }

    /** What a session works with and does not own. */
    record Crew(
            IntakeRecords records,
            EventLog log,
            HookMetrics metrics,
            MeterRegistry meters,
            Health health,
            Clock clock) {}

    /** @param consumer of its own, which is of a group and keeps to no topic yet; it commits nothing by itself */
    IntakeSession(Consumer<byte[], byte[]> consumer, Crew crew) {
        this.consumer = consumer;
        this.crew = crew;
        this.missing = new TreeSet<>(crew.records().routes().topics());
        this.lookedAt = System.nanoTime() - BETWEEN_LOOKS.toNanos();
        consumer.subscribe(crew.records().routes().topics());
    }

    /** Works until it is told to stop. Fails with the first failure of a client. */
    void run(BooleanSupplier stop) {
        while (!stop.getAsBoolean()) {
            turn();
        }
    }

    /** Takes what one poll brings, and commits it. */
    void turn() {
        lookForTopics();
        ConsumerRecords<byte[], byte[]> polled = poll();
        if (!polled.isEmpty()) {
            keep(polled);
            uncommitted = true;
        }
        if (uncommitted) {
            commit();
        }
        crew.health().stands(new IntakeStatus(missing, lag(), Optional.empty()));
    }

    @Override
    public void close() {
        Thread.interrupted(); // Or the client would not even try to leave its group.
        consumer.close(CloseOptions.timeout(TO_CLOSE));
    }

    /** A topic is the user's to make. Kafka's client waits for one in silence. */
    private void lookForTopics() {
        if (missing.isEmpty() || System.nanoTime() - lookedAt < BETWEEN_LOOKS.toNanos()) {
            return;
        }
        lookedAt = System.nanoTime();
        missing.removeIf(topic -> !consumer.partitionsFor(topic, TO_ANSWER).isEmpty());
        missing.forEach(topic ->
                LOG.atWarn().addKeyValue("topic", topic).log("an intake topic is not there; it is waited for"));
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(WAIT);
        } catch (NoOffsetForPartitionException unread) { // A new group, or a new partition.
            consumer.seekToBeginning(unread.partitions());
        } catch (OffsetOutOfRangeException deleted) {
            deleted.offsetOutOfRangePartitions().forEach(this::tellDeleted);
            consumer.seekToBeginning(deleted.partitions());
        }
        uncommitted = true; // Where it begins is kept at once: what is deleted from here on is then noticed.
        return ConsumerRecords.empty();
    }

    private void tellDeleted(TopicPartition partition, long next) {
        String detail = "records of " + partition + " from " + next + " on were deleted before they were read";
        LOG.atWarn().addKeyValue("topic", partition.topic()).log(detail);
        crew.meters()
                .counter("backref.intake.deleted", "topic", partition.topic())
                .increment();
        write(crew.records()
                .deletedUnread(partition.topic(), detail, crew.clock().instant()));
    }

    private void keep(ConsumerRecords<byte[], byte[]> polled) {
        List<Taken> taken = new ArrayList<>();
        polled.forEach(
                record -> taken.add(crew.records().of(record, crew.clock().instant())));
        try {
            write(taken.stream().flatMap(each -> each.records().stream()).toList());
            taken.forEach(this::count);
        } catch (RecordTooLargeException oneOfThem) {
            polled.forEach(this::keepAlone);
        }
        polled.partitions()
                .forEach(partition -> crew.meters()
                        .counter("backref.intake.records", "topic", partition.topic())
                        .increment(polled.records(partition).size()));
    }

    /** The broker, or a property of the operator's, can take less than is taken here: what does not fit holds up nothing. */
    private void keepAlone(ConsumerRecord<byte[], byte[]> record) {
        Taken taken = crew.records().of(record, crew.clock().instant());
        try {
            write(taken.records());
            count(taken);
        } catch (RecordTooLargeException refused) {
            Taken bare = crew.records()
                    .withoutBody(
                            record,
                            "too-large",
                            String.valueOf(refused.getMessage()),
                            crew.clock().instant());
            write(bare.records());
            count(bare);
        }
    }

    private void count(Taken taken) {
        crew.metrics().accepted(taken.registry(), taken.parsed());
        taken.parsed()
                .unread()
                .ifPresent(why -> LOG.atWarn()
                        .addKeyValue("registry", taken.registry())
                        .addKeyValue("error", why.reason())
                        .log("a record of an intake topic could not be read; it is kept as a dead letter"));
    }

    /** Returns once the broker has them. */
    private void write(List<ProducerRecord<String, byte[]>> records) {
        try {
            crew.log().append(records).toCompletableFuture().get();
        } catch (InterruptedException stopped) {
            throw new InterruptException(stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            throw new KafkaException("not acknowledged: " + failed.getCause(), failed.getCause());
        }
    }

    private void commit() {
        try {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            consumer.assignment()
                    .forEach(partition ->
                            next.put(partition, new OffsetAndMetadata(consumer.position(partition, TO_ANSWER))));
            consumer.commitSync(next);
            uncommitted = false;
        } catch (RebalanceInProgressException rebalance) { // The next poll ends it; what another gets is taken again.
            LOG.debug("the group changes; what was taken is committed after that");
        }
    }

    private long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }
}
