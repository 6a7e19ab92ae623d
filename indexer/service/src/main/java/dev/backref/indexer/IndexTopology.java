package dev.backref.indexer;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.location.LocationHalf;
import dev.backref.indexer.reindex.ReindexProgress;
import dev.backref.indexer.streams.Sinks;
import dev.backref.indexer.subject.Revisions;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The index: observations and signals of a location, and what verifiers post, become facts about subjects, facts become
 * rows and changes. Every step and store has a name, because a renamed one loses its state.
 */
public final class IndexTopology implements Supplier<Topology> {
    private static final StringSerializer KEYS = new StringSerializer();
    private static final ByteArraySerializer VALUES = new ByteArraySerializer();

    private final KafkaCluster cluster;
    private final MeterRegistry meters;
    private final Revisions revisions;
    private final ReindexProgress reindex;

    /**
     * @param revisions to be told of every change of a row that lookups read
     * @param reindex to be told how far what is to be derived anew has been
     */
    public IndexTopology(KafkaCluster cluster, MeterRegistry meters, Revisions revisions, ReindexProgress reindex) {
        this.cluster = cluster;
        this.meters = meters;
        this.revisions = revisions;
        this.reindex = reindex;
    }

    @Override
    public Topology get() {
        LocationHalf location = new LocationHalf(meters, reindex);
        Topology topology = new Topology();
        from(topology, "observations-in", IngestTopics.OBSERVATIONS);
        from(topology, "location-signals-in", IngestTopics.LOCATION_SIGNALS);
        from(topology, "reindex-in", IndexTopics.REINDEX);
        topology.addProcessor("apply-observation", location.applyObservation(), "observations-in");
        topology.addProcessor("apply-signal", location.applySignal(), "location-signals-in");
        topology.addProcessor("apply-copy", location.applyCopy(), "reindex-in");
        to(topology, Sinks.WANTED, IngestTopics.WANTED, "apply-observation", "apply-signal", "apply-copy");
        String[] telling = {"apply-observation", "apply-signal", "apply-copy"};
        topology.addSink(Sinks.SUBJECT_FACTS, name(FactsTopic.SUBJECT_FACTS), KEYS, VALUES, factPartitions(), telling);
        topology.addSink(Sinks.LOCATION_DEAD_LETTERS, name(IngestTopics.DEAD_LETTERS), KEYS, VALUES, telling);

        from(topology, "subject-facts-in", FactsTopic.SUBJECT_FACTS);
        topology.addProcessor("apply-fact", SubjectHalf.applyFact(meters, revisions), "subject-facts-in");
        to(topology, Sinks.CHANGES, IndexTopics.CHANGES, "apply-fact");
        topology.addSink(Sinks.SUBJECT_DEAD_LETTERS, name(IngestTopics.DEAD_LETTERS), KEYS, VALUES, "apply-fact");

        // With sinks of its own it is a part of its own, and waits for no observation. It comes last, because parts
        // are numbered in this order, and their state is in folders by number.
        String taking = "take-verification";
        from(topology, "verifications-in", IndexTopics.VERIFICATIONS);
        topology.addProcessor(taking, SubjectHalf.takeVerification(meters), "verifications-in");
        topology.addSink(Sinks.VERIFIED_FACTS, name(FactsTopic.SUBJECT_FACTS), KEYS, VALUES, factPartitions(), taking);
        topology.addSink(Sinks.VERIFICATION_DEAD_LETTERS, name(IngestTopics.DEAD_LETTERS), KEYS, VALUES, taking);
        return topology;
    }

    private void from(Topology topology, String step, Topic topic) {
        topology.addSource(step, new StringDeserializer(), new ByteArrayDeserializer(), name(topic));
    }

    @SuppressWarnings("removal") // What must be implemented is deprecated.
    private void to(Topology topology, String step, Topic topic, String... parents) {
        StreamPartitioner<String, byte[]> one =
                (name, key, value, partitions) -> Optional.of(Set.of(topic.partition(key, partitions)));
        topology.addSink(step, name(topic), KEYS, VALUES, one, parents);
    }

    /** A fact about a subject goes to the partition of the subject, a state to all. */
    @SuppressWarnings("removal") // As above.
    private static StreamPartitioner<String, byte[]> factPartitions() {
        return (name, key, value, partitions) -> Optional.of(SubjectFact.subjectOf(key)
                .map(subject -> Set.of(Topic.partitionOf(subject, partitions)))
                .orElseGet(() -> IntStream.range(0, partitions).boxed().collect(Collectors.toSet())));
    }

    private String name(Topic topic) {
        return cluster.name(topic);
    }
}
