package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this resolver owns: partitions, the work on them, and what of it is not yet written. Whenever the group changes
 * all of it is dropped, and read anew before anything is read on; an answer that comes too late is nobody's.
 */
final class Ownership implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

    private static final Duration MOMENT = Duration.ofMillis(50);

    /** For questions that begin anew each time, unlike that for a position: less might never be enough for a broker far away. */
    private static final Duration ROUND_TRIPS = Duration.ofSeconds(5);

    private final KafkaCluster cluster;
    private final Roster roster;
    private final Consumer<String, byte[]> consumer;
    private final Admin admin;
    private final Inputs inputs;
    private Set<Integer> numbers = Set.of();
    private Work work = new Work(Set.of());
    private Batch batch = new Batch();
    private boolean joined;
    private boolean restored;
    private Set<DeletedUnread> missed = Set.of();
    private @Nullable Restore restore;

    Ownership(KafkaCluster cluster, Roster roster, Consumer<String, byte[]> consumer, Admin admin) {
        this.cluster = cluster;
        this.roster = roster;
        this.consumer = consumer;
        this.admin = admin;
        this.inputs = Inputs.on(cluster);
    }

    Work work() {
        return work;
    }

    Batch batch() {
        return batch;
    }

    /** Everything in the batch has been written. */
    void written() {
        batch = new Batch();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
        drop();
        consumer.pause(consumer.assignment());
        numbers = inputs.whole(consumer.assignment());
        work = roster.work(cluster, numbers);
        joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        drop();
    }

    /** Goes on restoring, for a moment. Whether work can be done. */
    boolean restored(Instant now) {
        if (!restored && joined && consumer.assignment().isEmpty()) {
            restored = true; // More resolvers than partitions: this one stands by.
        } else if (!restored && !numbers.isEmpty() && knowsPositions() && read()) {
            begin(now);
        }
        return restored;
    }

    /** Whether what earlier owners left is being read: until then there is nothing else to wait for. */
    boolean isRestoring() {
        return restore != null;
    }

    /** Where reading stands on everything that is owned. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : inputs.partitions(numbers)) {
            offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        return offsets;
    }

    /** How many records of the log lie between what a registry left there and where reading stands. */
    long behind(RegistryWork registry) {
        int number = cluster.partition(IngestTopics.REGISTRY_EVENTS, registry.name());
        return registry.backlog().marks().entrySet().stream()
                .mapToLong(left -> consumer.position(inputs.partition(left.getKey(), number))
                        - left.getValue().offset())
                .sum();
    }

    /** Reads on what is owned and restored, whatever there is to do on it. */
    void regulate() {
        Set<TopicPartition> open = restored ? inputs.partitions(numbers) : Set.of();
        Set<TopicPartition> closed = new HashSet<>(consumer.assignment());
        closed.removeAll(open);
        if (!consumer.paused().equals(closed)) {
            consumer.pause(closed);
            consumer.resume(open);
        }
    }

    @Override
    public void close() {
        drop();
    }

    private void drop() {
        if (restore != null) {
            restore.close();
        }
        restore = null;
        restored = false;
        joined = false;
        numbers = Set.of();
        missed = Set.of();
        work.close();
        work = new Work(Set.of());
        batch = new Batch();
    }

    private boolean knowsPositions() {
        try {
            Set<TopicPartition> partitions = inputs.partitions(numbers);
            partitions.forEach(partition -> consumer.position(partition, MOMENT));
            if (restore == null) {
                missed = DeletedUnread.of(consumer, partitions, ROUND_TRIPS);
                missed.forEach(gap -> consumer.seek(gap.partition(), gap.beginning()));
            }
            return true;
        } catch (TimeoutException unknownYet) {
            return false;
        }
    }

    private boolean read() {
        if (restore == null) {
            restore = new Restore(cluster, numbers, admin);
        }
        return restore.step();
    }

    private void begin(Instant now) {
        if (restore != null) {
            restore.rows().forEach((key, value) -> work.restore(key, value, now, batch));
            restore.close();
        }
        restore = null;
        restored = true;
        work.unconfigured().sources().forEach(Ownership::tellKept);
        work.introduce(now, batch);
        missed.forEach(gap -> tell(gap, now));
    }

    private static void tellKept(String registry, int sources) {
        LOG.atWarn()
                .addKeyValue("registry", registry)
                .addKeyValue("sources", sources)
                .log("sources wait that were to be looked at, until their registry is configured again");
    }

    /** What the index wants it asks for again, and who asked for a sweep does so himself. */
    private void tell(DeletedUnread gap, Instant now) {
        if (!gap.partition().topic().equals(cluster.name(IngestTopics.REGISTRY_EVENTS))) {
            return;
        }
        LOG.atError()
                .addKeyValue("partition", gap.partition())
                .addKeyValue("beginning", gap.beginning())
                .log("webhooks were deleted before they were read");
        work.registries().stream()
                .filter(each -> cluster.partition(IngestTopics.REGISTRY_EVENTS, each.name())
                        == gap.partition().partition())
                .forEach(each -> each.sweeps().lost(DeletedUnread.REASON, gap.inWords(), now, batch));
    }
}
