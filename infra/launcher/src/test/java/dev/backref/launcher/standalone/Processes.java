package dev.backref.launcher.standalone;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Processes with a role each, on a broker outside of them, with a registry called local. */
final class Processes implements AutoCloseable {
    static final int PARTITIONS = 4;

    private final Path folder;
    private final URI registry;
    private final EmbeddedKafka kafka;
    private final Map<String, String> properties;
    private final Deque<Program> started = new ArrayDeque<>();

    Processes(Path folder, URI registry) throws IOException {
        this(folder, registry, new Broker(Map.of(), Map.of()));
    }

    /**
     * How the broker differs from an ordinary one.
     *
     * @param broker further properties of its own
     * @param client what its clients need for that
     */
    record Broker(Map<String, String> broker, Map<String, String> client) {}

    /** On a broker that is not like others. */
    Processes(Path folder, URI registry, Broker other) throws IOException {
        this.folder = folder;
        this.registry = registry;
        this.properties = other.client();
        this.kafka = EmbeddedKafka.start(
                new EmbeddedKafka.Settings(folder.resolve("kafka"), Optional.empty(), other.broker()));
        Files.writeString(folder.resolve("secret"), "secret\n");
    }

    /**
     * Starts a role.
     *
     * @param name of its data, which it finds again when it is started again
     */
    Program start(String role, String name) throws IOException {
        Path config = folder.resolve(name + ".yaml");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "data: " + name,
                        "http: {port: 0}",
                        "kafka: " + new String(Json.write(kafka()), StandardCharsets.UTF_8),
                        "index: {secret: 'file:secret', standbys: 1}",
                        "registries:",
                        "  - {name: local, url: '" + registry + "', history: none, webhook: {secret: 'file:secret'}}",
                        ""));
        Program program = new Program(folder, role, "--config", config.toString());
        started.push(program);
        return program;
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap", kafka.bootstrap(), "partitions", PARTITIONS, "properties", properties);
    }

    /** What each indexer told last of itself. */
    Collection<Indexer> indexers() {
        KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", PARTITIONS, properties);
        Map<String, Indexer> told = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(cluster.consumer("test"), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(number -> new TopicPartition(cluster.name(IndexTopics.INDEXERS), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> {
                    if (record.value() == null) {
                        told.remove(record.key());
                    } else {
                        told.put(record.key(), Indexer.read(record.value()));
                    }
                });
            }
        }
        return told.values();
    }

    @Override
    public void close() {
        started.forEach(Program::close);
        kafka.close();
    }
}
