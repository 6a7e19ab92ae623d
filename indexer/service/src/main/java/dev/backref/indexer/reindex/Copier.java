package dev.backref.indexer.reindex;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Copies the observations of manifests once, in their order. Used by one thread. */
public final class Copier implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Cause cause;
    private final Optional<String> kinds;
    private final Duration patience;
    private final List<TopicPartition> observations;
    private final KafkaConsumer<String, byte[]> reader;
    private final Committed index;
    private final Copies copies;

    /** Of each partition, held back until another follows: the last one says that it is the last. */
    private final Map<Integer, Copy> held = new HashMap<>();

    /** Up to where each partition is copied: the reader is ahead of it by what it has in hand. */
    private final Map<TopicPartition, Long> reached = new HashMap<>();

    private Map<TopicPartition, Long> begins = Map.of();
    private Map<TopicPartition, Long> ends = Map.of();
    private long unreadable;

    /**
     * @param group of the index, whichever processes are in it
     * @param cause of what changes
     * @param kinds the operator's own table of kinds by now
     * @param patience with an index that applies nothing, and with a broker that gives nothing
     */
    public Copier(KafkaCluster cluster, String group, Cause cause, Optional<String> kinds, Duration patience) {
        this.cause = cause;
        this.kinds = kinds;
        this.patience = patience;
        this.observations = IntStream.range(0, cluster.partitions())
                .mapToObj(partition -> new TopicPartition(cluster.name(IngestTopics.OBSERVATIONS), partition))
                .toList();
        this.reader = new KafkaConsumer<>(
                cluster.consumer("backref-reindex"), new StringDeserializer(), new ByteArrayDeserializer());
        this.index = new Committed(cluster, group, patience);
        this.copies = new Copies(cluster, index);
    }

    /**
     * Copies what stands in the log now, and returns when the index has applied all of it. What has to be worked off by
     * steps, as a list of thousands, can follow behind.
     *
     * @param progress told now and then how far it is
     * @throws Stalled when no index applies anything
     * @throws KafkaException when the broker does not answer, or takes no copies
     */
    public Standing run(Consumer<Standing> progress) {
        Runnable tell = () -> progress.accept(standing());
        reader.assign(observations);
        begins = reader.beginningOffsets(observations);
        ends = reader.endOffsets(observations);
        reader.seekToBeginning(observations);
        List<TopicPartition> open = new ArrayList<>(observations);
        long moved = System.nanoTime();
        while (!open.isEmpty()) {
            long before = positions();
            reader.poll(POLL).forEach(record -> take(record, tell));
            open.removeIf(this::isOver);
            if (positions() > before) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > patience.toNanos()) {
                throw new KafkaException("the broker gives no observations");
            }
            tell.run();
        }
        held.values().forEach(each -> copies.write(each.last(), tell));
        copies.end(tell);
        return standing();
    }

    private boolean isOver(TopicPartition partition) {
        boolean over = reader.position(partition) >= end(partition);
        if (over) {
            reader.pause(List.of(partition));
            reached.put(partition, end(partition));
        }
        return over;
    }

    private void take(ConsumerRecord<String, byte[]> record, Runnable tell) {
        TopicPartition partition = observations.get(record.partition());
        if (record.offset() >= end(partition)) {
            return; // It came since.
        }
        find(record).ifPresent(copy -> {
            Copy before = held.put(record.partition(), copy);
            if (before != null) {
                copies.write(before, tell);
            }
        });
        reached.put(partition, record.offset() + 1);
    }

    /** A copy of an observation of a manifest; from nothing else anything is derived. */
    private Optional<Copy> find(ConsumerRecord<String, byte[]> record) {
        try {
            Observation found = Observation.read(record.key(), record.value(), record.headers());
            long end = end(observations.get(record.partition()));
            return found.finding() instanceof Observation.Manifest
                    ? Optional.of(new Copy(found.anew(cause, kinds), record.offset(), end))
                    : Optional.empty();
        } catch (IllegalArgumentException undecodable) {
            unreadable++;
            return Optional.empty();
        }
    }

    private long positions() {
        return observations.stream().mapToLong(reader::position).sum();
    }

    private Standing standing() {
        long all = 0;
        long read = 0;
        for (TopicPartition each : observations) {
            long begin = begins.getOrDefault(each, 0L);
            all += end(each) - begin;
            read += reached.getOrDefault(each, begin) - begin;
        }
        return new Standing(read, all, copies.sent(), copies.done(), unreadable);
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        reader.close();
        copies.close();
        index.close();
    }
}
