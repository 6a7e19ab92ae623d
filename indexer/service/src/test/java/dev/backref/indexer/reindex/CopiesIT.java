package dev.backref.indexer.reindex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What copies wait for, on a real broker. What an index would commit is committed by the test. */
class CopiesIT {
    private static final String GROUP = "index";
    private static final int SIGNALS = 5;

    /** With an index that applies nothing: whatever takes longer than none is too long. */
    private static final Duration NO_PATIENCE = Duration.ofNanos(1);

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;
    private KafkaCluster cluster;
    private Admin admin;

    @BeforeEach
    void start() throws ExecutionException, InterruptedException {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
        cluster = new KafkaCluster(kafka.bootstrap(), "test.", 1, Map.of());
        admin = Admin.create(cluster.client("test"));
        admin.createTopics(Stream.of(
                                IngestTopics.OBSERVATIONS,
                                IngestTopics.LOCATION_SIGNALS,
                                FactsTopic.SUBJECT_FACTS,
                                IndexTopics.REINDEX)
                        .map(topic -> new NewTopic(cluster.name(topic), Optional.of(1), Optional.empty())
                                .configs(topic.config()))
                        .toList())
                .all()
                .get();
    }

    @AfterEach
    void stop() {
        admin.close();
        kafka.close();
    }

    /** Signals, say, that are older than anything that was observed: the index comes to those first. */
    @Test
    @Timeout(60)
    void waitForAnIndexThatComesNearerToTheirOriginals() {
        write(IngestTopics.OBSERVATIONS, 1);
        write(IngestTopics.LOCATION_SIGNALS, SIGNALS);
        commit(IngestTopics.LOCATION_SIGNALS, 1);
        long[] applied = {1};
        try (Committed index = new Committed(cluster, GROUP, NO_PATIENCE);
                Copies copies = new Copies(cluster, index)) {
            copies.write(ReindexProgressTest.copy("one", 0, 1), () -> {
                assertThat(copies.sent()).isZero();
                commit(
                        applied[0] < SIGNALS ? IngestTopics.LOCATION_SIGNALS : IngestTopics.OBSERVATIONS,
                        applied[0] < SIGNALS ? ++applied[0] : 1);
            });
            assertThat(copies.sent()).isEqualTo(1);
            assertThat(applied[0]).isEqualTo(SIGNALS);
        }
    }

    private void write(Topic topic, int records) {
        try (KafkaProducer<String, String> writer =
                new KafkaProducer<>(cluster.producer("test"), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                Future<?> unused = writer.send(new ProducerRecord<>(cluster.name(topic), "key", "value"));
            }
        }
    }

    private void commit(Topic topic, long offset) {
        try {
            admin.alterConsumerGroupOffsets(
                            GROUP, Map.of(new TopicPartition(cluster.name(topic), 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
