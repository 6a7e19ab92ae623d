package dev.backref.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Clients of the broker under test, as the product configures them. */
final class Clients {
    static final String TOPIC = "numbers";
    private static final int PARTITIONS = 4;
    private static final int LARGEST = 9 * 1024 * 1024;

    private Clients() {}

    static void createTopic(String bootstrap) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            NewTopic topic = new NewTopic(TOPIC, PARTITIONS, (short) 1);
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(failed);
            }
        }
    }

    static KafkaProducer<String, byte[]> producer(String bootstrap) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrap,
                "transactional.id", "numbers",
                "max.request.size", LARGEST);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Ends the transaction that a killed writer left, as the writer itself does when it comes back. */
    static void endOpenTransaction(String bootstrap) {
        try (KafkaProducer<String, byte[]> successor = producer(bootstrap)) {
            successor.initTransactions();
        }
    }

    /** Everything that is committed, read to the end of each partition; a partition that hangs fails. */
    static List<byte[]> committed(String bootstrap) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "isolation.level",
                "read_committed",
                "max.partition.fetch.bytes",
                LARGEST,
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return readToEnd(consumer, latest(bootstrap, partitions));
        }
    }

    /** The ends that a reader of uncommitted records sees: behind every open transaction. */
    private static Map<TopicPartition, Long> latest(String bootstrap, List<TopicPartition> partitions) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }

    private static List<byte[]> readToEnd(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        List<byte[]> values = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a reader of committed records hangs before " + ends);
            }
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
        }
        return values;
    }
}
