package dev.backref.ingest.receive;

import dev.backref.ingest.receive.IntakeRecords.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is in the intake topics, as long as nothing fails. An offset is committed once the broker has acknowledged what
 * became of every record before it, so none is lost; after a failure some are taken again, which is only to look twice.
 */
final class IntakeSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeSession.class);
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration TO_CLOSE = Duration.ofSeconds(1);

    /** Of bodies; what is read in them is several times as much. */
    private static final long BYTES_AT_ONCE = 1 << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final Crew crew;
    private final IntakeTopics topics;

    /** What is taken and not committed. */
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

    /** Partitions that are read from another place than the committed one; nothing is read until that is known. */
    private final Set<TopicPartition> sought = new HashSet<>();

    /** Those among them of which nothing was ever committed, or that is forgotten. */
    private final Set<TopicPartition> begun = new HashSet<>();

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
        this.topics = new IntakeTopics(consumer, crew.records().routes().topics());
    }

    /** Works until it is told to stop. Fails with the first failure of a client. */
    void run(BooleanSupplier stop) {
        while (!stop.getAsBoolean()) {
            turn();
        }
    }

    /** Takes what one poll brings, and commits it. */
    void turn() {
        topics.search();
        if (topics.isEmpty()) {
            rest();
        } else {
            takeSome();
        }
        crew.health().stands(new IntakeStatus(IntakeStatus.State.RUNNING, topics.missing(), lag(), Optional.empty()));
    }

    private static void rest() {
        try {
            Thread.sleep(WAIT.toMillis());
        } catch (InterruptedException stopped) {
            throw new InterruptException(stopped);
        }
    }

    private void takeSome() {
        try {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(WAIT);
            keep(polled);
            next.putAll(polled.nextOffsets());
            commit();
        } catch (NoOffsetForPartitionException unread) {
            begun.addAll(unread.partitions());
            unread.partitions().forEach(this::seekBeginning);
        } catch (LogTruncationException cut) {
            cut.offsetOutOfRangePartitions().keySet().forEach(partition -> goBack(partition, cut));
        } catch (OffsetOutOfRangeException deleted) {
            deleted.offsetOutOfRangePartitions().forEach((partition, from) -> {
                tellDeleted(
                        partition,
                        "records of " + partition + " from " + from + " on were deleted before they were read");
                seekBeginning(partition);
            });
        } catch (TopicAuthorizationException refused) {
            topics.leaveOut(refused);
        }
    }

    /** Where it begins is committed before anything of it is read: what is deleted from then on is noticed. */
    private void seekBeginning(TopicPartition partition) {
        next.remove(partition);
        consumer.seekToBeginning(List.of(partition));
        consumer.pause(List.of(partition));
        sought.add(partition);
    }

    /** A new leader did not have all that was there: others may stand in its place, and some may have been unread. */
    private void goBack(TopicPartition partition, LogTruncationException cut) {
        tellDeleted(partition, "the end of " + partition + " was cut off, and perhaps not read: " + cut.getMessage());
        OffsetAndMetadata same = cut.divergentOffsets().get(partition);
        if (same == null) {
            seekBeginning(partition);
        } else {
            next.put(partition, same);
            consumer.seek(partition, same);
        }
    }

    @Override
    public void close() {
        Thread.interrupted(); // Or the client would not even try to leave its group.
        consumer.close(CloseOptions.timeout(TO_CLOSE));
    }

    private void tellDeleted(TopicPartition partition, String detail) {
        LOG.atWarn().addKeyValue("topic", partition.topic()).log(detail);
        crew.meters()
                .counter("backref.intake.deleted", "topic", partition.topic())
                .increment();
        write(crew.records()
                .deletedUnread(partition.topic(), detail, crew.clock().instant()));
    }

    /** As many at once as are small: of a large one everything is let go before the next is read. */
    private void keep(ConsumerRecords<byte[], byte[]> polled) {
        List<ConsumerRecord<byte[], byte[]>> some = new ArrayList<>();
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            some.add(record);
            bytes += record.value() == null ? 0 : record.value().length;
            if (bytes >= BYTES_AT_ONCE) {
                keepTogether(some);
                some.clear();
                bytes = 0;
            }
        }
        keepTogether(some);
    }

    private void keepTogether(List<ConsumerRecord<byte[], byte[]>> some) {
        if (some.isEmpty()) {
            return;
        }
        List<Taken> taken = new ArrayList<>();
        some.forEach(record -> taken.add(crew.records().of(record, crew.clock().instant())));
        try {
            write(taken.stream().flatMap(each -> each.records().stream()).toList());
            taken.forEach(this::count);
        } catch (RecordTooLargeException oneOfThem) {
            some.forEach(this::keepAlone);
        }
        some.forEach(record -> crew.meters()
                .counter("backref.intake.records", "topic", record.topic())
                .increment());
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
        sought.retainAll(consumer.assignment());
        begun.retainAll(sought);
        Set.copyOf(sought).forEach(this::begin);
        next.keySet().retainAll(consumer.assignment());
        next.keySet().removeIf(partition -> !topics.contains(partition.topic()));
        if (next.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(next));
            next.clear();
        } catch (RebalanceInProgressException rebalance) { // The next poll ends it; what another gets is taken again.
            LOG.debug("the group changes; what was taken is committed after that");
        }
    }

    /** Reads a partition once its place is known; others do not wait for one that has no leader. */
    private void begin(TopicPartition partition) {
        long at;
        try {
            at = consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException unknown) {
            LOG.atDebug().addKeyValue("topic", partition.topic()).log("where a partition begins is not known yet");
            return;
        }
        boolean unread = consumer.paused().contains(partition); // Or the group has moved it away and back.
        if (begun.remove(partition) && unread && at > 0) {
            tellDeleted(partition, "records of " + partition + " before " + at + " were deleted before they were read");
        }
        next.put(partition, new OffsetAndMetadata(at));
        sought.remove(partition);
        consumer.resume(List.of(partition));
    }

    private long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }
}
