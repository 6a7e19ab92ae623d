package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.RegistryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what registries left in the log, one after the other, each as far as there is room for it and at most up to where
 * the main reading stands. It is no member of the group: what it reads is committed with the rows that tell of it.
 */
final class BacklogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogReader.class);
    private static final int MOST_POLLED = 250;
    private static final int FETCHED_BYTES = 1024 * 1024;
    /** What it reads is there. A fetch that waits for more at the end of the log would stand before the next one. */
    private static final int LONGEST_FETCH_MS = 1;

    /** After this, another registry that has something in the log has its turn. */
    private static final Duration TURN = Duration.ofSeconds(1);

    /** What is being read: one lane of one registry. */
    private record Stretch(RegistryWork work, Lane lane, TopicPartition partition, long began) {
        Intake intake() {
            return new Intake(work);
        }

        boolean isOver() {
            return System.nanoTime() - began >= TURN.toNanos();
        }
    }

    private final KafkaCluster cluster;
    private final EventReader events;
    private final Map<String, Object> config;
    private final MeterRegistry meters;
    private @Nullable Consumer<String, byte[]> consumer;
    private @Nullable ClientMeters consumerMeters;
    private @Nullable Stretch current;
    private int turn;

    BacklogReader(KafkaCluster cluster, EventReader events, MeterRegistry meters) {
        this.cluster = cluster;
        this.events = events;
        this.meters = meters;
        this.config = cluster.consumer("backref-resolve-backlog");
        config.keySet().removeAll(List.of("group.id", "group.instance.id"));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_FETCH_MS);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_BYTES);
    }

    /** Whether it has begun to read what will come in a moment. */
    boolean isReading() {
        return current != null;
    }

    /**
     * Reads on with what is there, and does not wait.
     *
     * @param standing where the main reading stands, everything before which has arrived at the work
     */
    void step(Work work, ToLongFunction<TopicPartition> standing, Instant now, Batch out) {
        if (current != null && (!work.holds(current.work()) || current.isOver())) {
            current = null;
        }
        if (current == null) {
            current = next(work).orElse(null);
        }
        if (current != null && !out.isFull()) {
            current = read(current, standing.applyAsLong(current.partition()), now, out) ? current : null;
        }
    }

    @Override
    public void close() {
        if (consumerMeters != null) {
            consumerMeters.close();
        }
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** The registries take turns; of each, webhooks go before what the index wants. */
    private Optional<Stretch> next(Work work) {
        List<RegistryWork> rotated = new ArrayList<>(work.registries());
        Collections.rotate(rotated, turn++);
        return rotated.stream().flatMap(registry -> begin(registry).stream()).findFirst();
    }

    private Optional<Stretch> begin(RegistryWork registry) {
        for (Lane lane : Lane.values()) {
            Optional<Mark> mark = registry.backlog().mark(lane);
            if (mark.isPresent() && new Intake(registry).mayCatchUp(lane)) {
                TopicPartition partition = new TopicPartition(
                        cluster.name(lane.topic()), cluster.partition(lane.topic(), registry.name()));
                consumer().assign(Set.of(partition));
                consumer().seek(partition, mark.get().offset());
                return Optional.of(new Stretch(registry, lane, partition, System.nanoTime()));
            }
        }
        return Optional.empty();
    }

    /** Whether there is more to read, and room for it. */
    private boolean read(Stretch stretch, long end, Instant now, Batch out) {
        try {
            for (ConsumerRecord<String, byte[]> record : consumer().poll(Duration.ZERO)) {
                if (record.offset() >= end) {
                    break;
                }
                Optional<RegistryEvent> event = events.of(stretch.work().name(), record);
                if (event.isPresent()
                        && !stretch.intake()
                                .catchUp(new Arrival(event.get(), stretch.lane(), record.offset()), now, out)) {
                    return false;
                }
            }
        } catch (OffsetOutOfRangeException deleted) {
            lost(stretch, now, out);
            return false;
        }
        long position = consumer().position(stretch.partition());
        if (position < end) {
            stretch.work().backlog().reach(stretch.lane(), position);
            return true;
        }
        stretch.intake().caughtUp(stretch.lane(), out);
        return false;
    }

    /** The registry could not be looked at for longer than the log is kept. */
    private void lost(Stretch stretch, Instant now, Batch out) {
        TopicPartition partition = stretch.partition();
        Mark mark = stretch.work().backlog().mark(stretch.lane()).orElseThrow();
        long beginning = consumer().beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        Refused why = new Refused(
                "backlog-deleted",
                "events of registry \"" + stretch.work().name() + "\" since " + mark.since()
                        + " were deleted before it could be looked at: offsets " + mark.offset() + " to " + beginning,
                now);
        String name = stretch.work().name();
        DeadLetter.Refusal refusal = why.refusal(partition + "@" + mark.offset());
        out.refuse(new DeadLetter(name, Json.write(mark), new RecordHeaders(), refusal));
        if (stretch.lane() == Lane.REPORTED) { // What the index wants, it asks for again.
            stretch.work().sweeps().lost(why.reason(), why.detail(), now, out);
        }
        stretch.intake().lost(stretch.lane(), beginning, now, out);
        LOG.atError()
                .addKeyValue("registry", name)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", mark.offset())
                .log("events were deleted before their registry could be looked at");
    }

    private Consumer<String, byte[]> consumer() {
        if (consumer != null) {
            return consumer;
        }
        Consumer<String, byte[]> made =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        consumer = made;
        consumerMeters = ClientMeters.of(made, meters);
        return made;
    }
}
