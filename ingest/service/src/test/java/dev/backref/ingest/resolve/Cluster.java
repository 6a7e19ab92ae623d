package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Request;
import dev.backref.ingest.contract.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The resolver's topics on a broker, under a prefix of the test's own, as a writer and a reader of committed records. */
final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 4;

    final KafkaCluster kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<Topic, Reader> readers = new ConcurrentHashMap<>();

    Cluster(String bootstrap, String prefix) throws Exception {
        kafka = new KafkaCluster(bootstrap, prefix, PARTITIONS, Map.of());
        try (Admin admin = Admin.create(kafka.client("test"))) {
            admin.createTopics(IngestTopics.ALL.stream()
                            .map(topic -> new NewTopic(kafka.name(topic), Optional.of(PARTITIONS), Optional.empty())
                                    .configs(topic.config()))
                            .toList())
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(kafka.producer("test"), new StringSerializer(), new ByteArraySerializer());
    }

    ResolverSettings settings(String instance, Optional<String> groupInstanceId) {
        return new ResolverSettings(kafka, instance, groupInstanceId, Optional.empty());
    }

    /** Writes an event where it belongs: reported ones as a receiver would, others as the index. */
    void send(RegistryEvent event) throws Exception {
        String key = event.source().key();
        Topic topic = event.cause().kind().reported() ? IngestTopics.REGISTRY_EVENTS : IngestTopics.WANTED;
        producer.send(new ProducerRecord<>(kafka.name(topic), kafka.partition(topic, key), key, Json.write(event)))
                .get();
    }

    /** Writes a request as the query API would. */
    void ask(Request request) throws Exception {
        producer.send(request.toRecord(kafka.topicPrefix(), PARTITIONS)).get();
    }

    /** Writes rows as an earlier owner of a partition would have left them. */
    void leaveRows(int partition, int count) {
        for (int number = 0; number < count; number++) {
            Future<?> unused = producer.send(new ProducerRecord<>(
                    kafka.name(IngestTopics.RESOLVE_STATE), partition, "row-" + number, new byte[] {'{', '}'}));
        }
        producer.flush();
    }

    List<Observation> observations() {
        return read(IngestTopics.OBSERVATIONS).stream()
                .map(record -> Observation.read(record.key(), record.value(), record.headers()))
                .toList();
    }

    List<LocationSignal> signals() {
        return read(IngestTopics.LOCATION_SIGNALS).stream()
                .map(record -> LocationSignal.read(record.value()))
                .toList();
    }

    List<LocationSignal.EventsLost> eventsLost() {
        return signals().stream()
                .filter(LocationSignal.EventsLost.class::isInstance)
                .map(LocationSignal.EventsLost.class::cast)
                .toList();
    }

    /** Deletes what was reported of a registry, and of those in the same partition, as its retention would. */
    void deleteEvents(String registry, long beforeOffset) throws Exception {
        TopicPartition partition = new TopicPartition(
                kafka.name(IngestTopics.REGISTRY_EVENTS), kafka.partition(IngestTopics.REGISTRY_EVENTS, registry));
        try (Admin admin = Admin.create(kafka.client("test"))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(beforeOffset)))
                    .all()
                    .get();
        }
    }

    /** The rows of {@code resolve-state} that stand and say that something is left to do, or was heard. */
    Map<String, byte[]> rows() {
        Map<String, byte[]> rows = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : read(IngestTopics.RESOLVE_STATE)) {
            if (record.value() == null || Samples.saysOnlyThatItIsKnown(record.value())) {
                rows.remove(record.key());
            } else {
                rows.put(record.key(), record.value());
            }
        }
        return rows;
    }

    /** Everything committed that a topic holds now. */
    List<ConsumerRecord<String, byte[]>> read(Topic topic) {
        return readers.computeIfAbsent(topic, Reader::new).read();
    }

    @Override
    public void close() {
        readers.values().forEach(reader -> reader.consumer.close());
        producer.close();
    }

    /** What was read of a topic, and who reads on: tests ask again and again until something is there. */
    private final class Reader {
        private final KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer("test"), new StringDeserializer(), new ByteArrayDeserializer());
        private final List<TopicPartition> partitions;
        private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

        Reader(Topic topic) {
            partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(kafka.name(topic), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        /** Awaitility asks in threads of its own. */
        synchronized List<ConsumerRecord<String, byte[]>> read() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(20)).forEach(records::add);
            }
            return List.copyOf(records);
        }
    }
}
