package dev.backref.benchmarks;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A topology that appends records of some size for each observation, in the index's transactions, and does nothing else. It
 * reads topics of its own, under another prefix.
 */
final class Appending implements AutoCloseable {
    private static final String PREFIX = "append.";
    private static final String OUT = PREFIX + "out";

    private final KafkaCluster cluster;
    private final KafkaStreams streams;

    private Appending(KafkaCluster cluster, KafkaStreams streams) {
        this.cluster = cluster;
        this.streams = streams;
    }

    /**
     * What is appended for an observation.
     *
     * @param each records
     * @param bytes of a record's value
     */
    record Volume(int each, int bytes) {}

    static Appending start(Rig rig, Path folder, Volume volume) throws InterruptedException, ExecutionException {
        KafkaCluster cluster = new KafkaCluster(rig.cluster().bootstrap(), PREFIX, Rig.PARTITIONS, Map.of());
        List<NewTopic> topics = List.of(topic(cluster.name(IngestTopics.OBSERVATIONS)), topic(OUT));
        rig.admin().createTopics(topics).all().get();
        KafkaStreams streams = new KafkaStreams(topology(cluster, volume), config(cluster, folder.resolve("append")));
        streams.start();
        while (streams.state() != KafkaStreams.State.RUNNING) {
            Thread.sleep(20);
        }
        return new Appending(cluster, streams);
    }

    KafkaCluster cluster() {
        return cluster;
    }

    /** Returns once all is appended. */
    void await(Rig rig) throws InterruptedException, ExecutionException {
        rig.awaitRead(PREFIX + "app", cluster.name(IngestTopics.OBSERVATIONS));
    }

    @Override
    public void close() {
        streams.close();
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(Rig.PARTITIONS), Optional.empty())
                .configs(Map.of("max.message.bytes", Integer.toString(Topic.LARGEST_RECORD)));
    }

    private static Topology topology(KafkaCluster cluster, Volume volume) {
        byte[] value = new byte[volume.bytes()];
        new Random(1).nextBytes(value); // What the index has on disk was compressed; this stays as large as it is.
        Topology topology = new Topology();
        topology.addSource(
                "in", new StringDeserializer(), new ByteArrayDeserializer(), cluster.name(IngestTopics.OBSERVATIONS));
        topology.addProcessor("append", () -> new Append(volume.each(), value), "in");
        topology.addSink("out", OUT, new StringSerializer(), new ByteArraySerializer(), "append");
        return topology;
    }

    /** As the index's (StreamsConfiguration). */
    private static StreamsConfig config(KafkaCluster cluster, Path state) {
        Map<String, Object> config = new HashMap<>(cluster.client("append"));
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, PREFIX + "app");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        config.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        return new StreamsConfig(config);
    }

    /** Forwards so many records for each. */
    private static final class Append implements Processor<String, byte[], String, byte[]> {
        private final int each;
        private final byte[] value;
        private ProcessorContext<String, byte[]> context;

        @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
        Append(int each, byte[] value) {
            this.each = each;
            this.value = value;
        }

        @Override
        public void init(ProcessorContext<String, byte[]> given) {
            context = given;
        }

        @Override
        public void process(Record<String, byte[]> record) {
            for (int number = 0; number < each; number++) {
                context.forward(record.withValue(value));
            }
        }
    }
}
