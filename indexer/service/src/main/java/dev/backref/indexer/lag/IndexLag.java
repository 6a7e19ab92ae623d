package dev.backref.indexer.lag;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to when everything that was written for the index is applied. What is told about a subject at a location goes through
 * a partition of locations and one of subjects; who works them off does not matter. Measured by one thread, asked by any.
 */
public final class IndexLag {
    /** The topics that the index reads: two of locations, two of subjects. */
    static final List<Topic> INPUTS = List.of(
            IngestTopics.OBSERVATIONS,
            IngestTopics.LOCATION_SIGNALS,
            IndexTopics.VERIFICATIONS,
            FactsTopic.SUBJECT_FACTS);

    private final KafkaCluster cluster;
    private final Clock clock;
    private volatile Map<TopicPartition, PartitionLag> last = Map.of();
    private volatile Optional<Instant> oldest = Optional.empty();

    /**
     * @param clock by which measures are dated
     */
    public IndexLag(KafkaCluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Measures; where the broker does not answer this fails, and what was measured before stays. */
    public void measure(InputLog log) {
        Instant at = clock.instant();
        Map<TopicPartition, PartitionLag> now = new HashMap<>();
        log.offsets().forEach((partition, offsets) -> {
            PartitionLag before = last.get(partition);
            now.put(
                    partition,
                    before == null
                            ? PartitionLag.first(log, partition, offsets, at)
                            : before.next(log, partition, offsets, at));
        });
        last = Map.copyOf(now);
        oldest = now.values().stream().map(PartitionLag::asOf).min(Instant::compareTo);
    }

    /** When it was measured last; absent before the first time. */
    public Optional<Instant> measured() {
        return last.values().stream().map(PartitionLag::measured).findAny(); // One time for all.
    }

    /** Of all that is told, whatever it is about; absent before the first measure. */
    public Optional<Instant> asOf() {
        return oldest;
    }

    /** Of what is told about a subject at a location, without what verifiers post; absent before the first measure. */
    public Optional<Instant> asOf(Location location, Digest subject) {
        int partition = Topic.partitionOf(location.toString(), cluster.partitions());
        return oldest(Stream.of(
                input(IngestTopics.OBSERVATIONS, partition),
                input(IngestTopics.LOCATION_SIGNALS, partition),
                ofSubject(FactsTopic.SUBJECT_FACTS, subject)));
    }

    /** Of what is told and posted about a subject at any location; absent before the first measure. */
    public Optional<Instant> asOf(Digest subject) {
        return oldest(Stream.of(
                        all(IngestTopics.OBSERVATIONS),
                        all(IngestTopics.LOCATION_SIGNALS),
                        Stream.of(IndexTopics.VERIFICATIONS, FactsTopic.SUBJECT_FACTS)
                                .map(topic -> ofSubject(topic, subject)))
                .flatMap(each -> each));
    }

    /** Of what is written to one of the {@link #INPUTS}; absent before the first measure. */
    Optional<Instant> asOf(Topic input) {
        return oldest(all(input));
    }

    /** All partitions of the inputs. */
    List<TopicPartition> partitions() {
        return INPUTS.stream().flatMap(this::all).toList();
    }

    private Stream<TopicPartition> all(Topic topic) {
        return IntStream.range(0, cluster.partitions()).mapToObj(partition -> input(topic, partition));
    }

    private TopicPartition ofSubject(Topic topic, Digest subject) {
        return input(topic, Topic.partitionOf(subject.toString(), cluster.partitions()));
    }

    private TopicPartition input(Topic topic, int partition) {
        return new TopicPartition(cluster.name(topic), partition);
    }

    /** Every measure is of all partitions. */
    private Optional<Instant> oldest(Stream<TopicPartition> partitions) {
        Map<TopicPartition, PartitionLag> measured = last;
        return partitions
                .flatMap(partition -> Optional.ofNullable(measured.get(partition)).stream())
                .map(PartitionLag::asOf)
                .min(Instant::compareTo);
    }
}
