package dev.backref.benchmarks;

import dev.backref.indexer.Index;
import dev.backref.indexer.IndexSettings;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.IndexStatus;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.launcher.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with Backref's topics, and an index on it. */
final class Rig implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final Duration STEP = Duration.ofMillis(20);

    private final Path folder;
    private final EmbeddedKafka kafka;
    private final KafkaCluster cluster;
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;

    Rig(Path folder) {
        this.folder = folder;
        this.kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")));
        this.cluster = new KafkaCluster(kafka.bootstrap(), "backref.", PARTITIONS, Map.of());
        try (Topics topics = new Topics(cluster)) {
            topics.create();
        }
        this.admin = Admin.create(cluster.client("benchmark-admin"));
        this.producer =
                new KafkaProducer<>(cluster.producer("benchmark"), new StringSerializer(), new ByteArraySerializer());
        Instant now = Instant.now();
        send(new LocationSignal.Registry(Corpus.REGISTRY, RegistryHistory.NONE, Optional.of(now))
                .toRecord(cluster.topicPrefix(), PARTITIONS));
    }

    KafkaCluster cluster() {
        return cluster;
    }

    Admin admin() {
        return admin;
    }

    void observe(Observation observation) {
        send(observation.toRecord(cluster.topicPrefix(), PARTITIONS));
    }

    void send(ProducerRecord<String, byte[]> record) {
        Future<?> unused = producer.send(record);
    }

    void flush() {
        producer.flush();
    }

    /**
     * Starts an index, and returns when it runs.
     *
     * @param answers bytes of remembered answers
     */
    Index startIndex(long answers) throws InterruptedException {
        Effort usual = Effort.DEFAULT;
        Effort effort =
                new Effort(usual.freshness(), usual.threads(), usual.lookupThreads(), usual.memory(), answers, 0);
        Index index = new Index(
                new IndexSettings(cluster, folder.resolve("state"), Optional.of("benchmark"), effort),
                new SimpleMeterRegistry());
        index.start();
        while (index.status().state() != IndexStatus.State.RUNNING) {
            Thread.sleep(STEP.toMillis());
        }
        return index;
    }

    /** Folder of the index's stores. */
    Path state() {
        return folder.resolve("state");
    }

    /** Returns once the index has committed everything that was sent, and what follows from it. */
    void awaitIndexed() throws InterruptedException, ExecutionException {
        awaitRead(
                cluster.topicPrefix() + "indexer-" + Position.GENERATION,
                cluster.name(IngestTopics.OBSERVATIONS),
                cluster.topicPrefix() + "subject-facts");
    }

    /** Returns once a group has committed to have read these topics. */
    void awaitRead(String group, String... topics) throws InterruptedException, ExecutionException {
        while (behind(group, topics) > 0) {
            Thread.sleep(STEP.toMillis());
        }
    }

    /** How many records are in a topic. */
    long records(String topic) throws InterruptedException, ExecutionException {
        return ends(topic).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private long behind(String group, String... topics) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>(admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get());
        return ends(topics).entrySet().stream()
                .mapToLong(end -> end.getValue().offset()
                        - Optional.ofNullable(read.get(end.getKey()))
                                .map(OffsetAndMetadata::offset)
                                .orElse(0L))
                .sum();
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ends(String... topics)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = Stream.of(topics)
                .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(number -> new TopicPartition(topic, number)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        kafka.close();
    }
}
