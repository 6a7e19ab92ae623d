package dev.backref.indexer;

import static dev.backref.indexer.RunningIndex.PARTITIONS;
import static dev.backref.indexer.RunningIndex.PREFIX;
import static dev.backref.indexer.RunningIndex.get;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.reindex.Copy;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.contract.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** What stands around the index on a broker: writers of what it reads, readers of what it writes. */
final class IndexClients implements AutoCloseable {
    static final String GROUP = PREFIX + "indexer-1";

    private final KafkaCluster cluster;
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;

    IndexClients(String bootstrap) {
        cluster = RunningIndex.cluster(bootstrap);
        admin = Admin.create(cluster.client("test-admin"));
        producer = new KafkaProducer<>(cluster.producer("test"), new StringSerializer(), new ByteArraySerializer());
    }

    /** Creates the topics that are missing. */
    void createTopics() {
        Set<String> there = get(admin.listTopics().names());
        List<NewTopic> missing = Stream.concat(IngestTopics.ALL.stream(), Index.topics().stream())
                .filter(topic -> !there.contains(cluster.name(topic)))
                .map(topic -> new NewTopic(cluster.name(topic), Optional.of(PARTITIONS), Optional.empty())
                        .configs(topic.config()))
                .toList();
        get(admin.createTopics(missing).all());
    }

    void observe(Observation observation) {
        send(observation.toRecord(PREFIX, PARTITIONS));
    }

    /** Somebody pushed it, and whoever looked found it. */
    void push(Location location, SampleManifest manifest) {
        observe(
                new Source.Manifest(location, manifest.digest()),
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()));
    }

    /** Whoever looked because of a push found this. */
    void observe(Source source, Observation.Finding finding) {
        Instant now = Instant.now();
        observe(Observation.of(
                source, finding, now, RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery"), now)));
    }

    /** Writes a copy of an observation. */
    void copy(Copy copy) {
        send(copy.toRecord(cluster));
    }

    void signal(LocationSignal signal) {
        send(signal.toRecord(PREFIX, PARTITIONS));
    }

    /** Writes something into each partition. */
    void fill(Topic topic) {
        IntStream.range(0, PARTITIONS)
                .forEach(partition -> send(new ProducerRecord<>(cluster.name(topic), partition, "key", new byte[1])));
        flush();
    }

    /** As the broker forgets a group that is away, its members first, and then where it stood. */
    void forgetPlace() {
        RunningIndex.get(admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                .all());
        RunningIndex.get(admin.deleteConsumerGroups(List.of(GROUP)).all());
    }

    /** Returns once everything that was sent is acknowledged. */
    void flush() {
        producer.flush();
    }

    TopicReader reader(Topic topic) {
        return new TopicReader(
                new KafkaConsumer<>(
                        cluster.consumer("test-" + topic.name()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer()),
                cluster.name(topic),
                PARTITIONS);
    }

    /** All that stands committed in a topic. */
    List<byte[]> values(Topic topic) {
        try (TopicReader reader = reader(topic)) {
            return reader.readToEnd(admin).stream()
                    .map(record -> record.value())
                    .toList();
        }
    }

    /** All changes that are committed. */
    List<Change> changes() {
        try (TopicReader reader = reader(IndexTopics.CHANGES)) {
            return changes(reader);
        }
    }

    /** Those of them that this reader of theirs has not read. */
    List<Change> changes(TopicReader reader) {
        return reader.readToEnd(admin).stream()
                .map(record -> Change.read(record.value()))
                .toList();
    }

    String bootstrap() {
        return cluster.bootstrap();
    }

    Admin admin() {
        return admin;
    }

    /** Records, committed or not, that the index has not committed to have read. */
    long lag() {
        List<TopicPartition> partitions = Stream.of(
                        IngestTopics.OBSERVATIONS,
                        IngestTopics.LOCATION_SIGNALS,
                        IndexTopics.REINDEX,
                        IndexTopics.VERIFICATIONS,
                        FactsTopic.SUBJECT_FACTS)
                .flatMap(topic -> partitions(topic).stream())
                .toList();
        Map<TopicPartition, OffsetAndMetadata> read =
                get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata());
        return TopicReader.ends(admin, partitions).entrySet().stream()
                .mapToLong(end -> end.getValue() - offset(read.get(end.getKey())))
                .sum();
    }

    /** Waits until changes stand in a transaction that is open; false where the index comes to the end of all without. */
    boolean awaitUncommitted() {
        boolean uncommitted = false;
        while (!uncommitted && lag() > 0) {
            List<TopicPartition> changes = partitions(IndexTopics.CHANGES);
            uncommitted = !TopicReader.ends(admin, changes, IsolationLevel.READ_COMMITTED)
                    .equals(TopicReader.ends(admin, changes));
        }
        return uncommitted;
    }

    private List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(cluster.name(topic), partition))
                .toList();
    }

    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    private void send(ProducerRecord<String, byte[]> record) {
        Future<?> unused = producer.send(record);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
