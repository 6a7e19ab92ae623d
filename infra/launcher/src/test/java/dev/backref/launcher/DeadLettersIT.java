package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.launcher.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a broker that has some. */
class DeadLettersIT {
    private static final int PARTITIONS = 4;
    private static final String PUSH =
            "{\"events\":[{\"id\":\"1\",\"action\":\"push\",\"target\":{\"repository\":\"a\",\"tag\":\"v1\"}}]}";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void listsCountsShowsAndReplaysOnce() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")))) {
            KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", PARTITIONS, Map.of());
            configure(kafka);
            assertThat(run("list")).isEqualTo(Exit.DONE);
            assertThat(out.toString()).isEmpty();
            assertThat(run("count")).isEqualTo(Exit.DONE);
            assertThat(run("show", "0@0")).isEqualTo(Exit.FAILED);
            createTopics(cluster);
            write(cluster, "parser-failed", "/hooks/local", PUSH);
            write(cluster, "not-json", "/hooks/local", "{");
            write(cluster, "unknown-registry", "/hooks/other", PUSH);

            assertThat(said("list").lines())
                    .hasSize(3)
                    .anyMatch(line -> line.matches("\\d@\\d+ 2026-\\S+ not-json local /hooks/local: why"));
            assertThat(said("count").lines())
                    .containsExactly("not-json local 1", "parser-failed local 1", "unknown-registry other 1");
            assertThat(said("list", "--registry=other").lines()).hasSize(1);
            String line = said("list", "--reason=parser-failed");
            String place = line.substring(0, line.indexOf(' '));
            assertThat(said("show", place)).contains("content-type: application/json\n\n" + PUSH);

            out.getBuffer().setLength(0);
            assertThat(run("replay", "--all")).isEqualTo(Exit.FAILED);
            assertThat(out.toString())
                    .contains(place + " 1 looks\n", "still: not-json", "still: no hook is configured at /hooks/other")
                    .endsWith("replayed 1 of 3\n");
            // A commit is told before every partition has its mark, and what it wrote is hidden until then.
            await().until(() -> !events(cluster).isEmpty());
            assertThat(events(cluster)).singleElement().satisfies(event -> {
                assertThat(event.key()).isEqualTo("local/a:v1");
                assertThat(new String(
                                event.headers().lastHeader("replayed-from").value(), StandardCharsets.UTF_8))
                        .isEqualTo("backref.dead-letters-" + place);
            });

            assertThat(said("replay", "--reason=parser-failed")).isEqualTo("replayed 0 of 0\n");
            assertThat(said("replay", place)).isEqualTo(place + " was replayed before\nreplayed 0 of 0\n");
            assertThat(events(cluster)).hasSize(1);
            assertThat(said("list").lines()).hasSize(2);
            assertThat(said("list", "--all")).contains("parser-failed local /hooks/local replayed: why");
            assertThat(run("replay", "3@999")).isEqualTo(Exit.FAILED);
        }
    }

    @Test
    void readsWhatIsThereOnlyOnceNoOtherReplayWrites() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("kafka")))) {
            KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", PARTITIONS, Map.of());
            configure(kafka);
            createTopics(cluster);
            String topic = cluster.name(IngestTopics.DEAD_LETTERS);
            Map<String, Object> config = cluster.producer("test");
            config.put("transactional.id", topic + "-replay");
            try (KafkaProducer<String, byte[]> other =
                    new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
                other.initTransactions();
                other.beginTransaction();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    other.send(new ProducerRecord<>(topic, partition, "begun", new byte[0]))
                            .get();
                }
                // What comes behind is hidden as long as that transaction is open.
                write(cluster, "parser-failed", "/hooks/local", PUSH);
                assertThat(said("list")).isEmpty();
                assertThat(said("replay", "--all")).endsWith("replayed 1 of 1\n");
            }
        }
    }

    private void configure(EmbeddedKafka kafka) throws IOException {
        Files.writeString(folder.resolve("backref.yaml"), """
                kafka: {bootstrap: '%s', partitions: %d}
                registries: [{name: local, url: 'http://127.0.0.1:5000', webhook: {secret: 'env:NOT_SET'}}]
                """.formatted(kafka.bootstrap(), PARTITIONS));
    }

    /** Makes all, none of which may be there. */
    private static void createTopics(KafkaCluster cluster) {
        try (Topics topics = new Topics(cluster)) {
            assertThat(topics.create()).hasSameSizeAs(Topics.all());
        }
    }

    @Test
    void wantsToKnowWhichAreMeant() {
        assertThat(run("replay")).isEqualTo(Exit.USAGE);
        assertThat(run("show")).isEqualTo(Exit.USAGE);
    }

    private String said(String... arguments) {
        out.getBuffer().setLength(0);
        assertThat(run(arguments)).as(out::toString).isEqualTo(Exit.DONE);
        return out.toString();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        all.add("--config=" + folder.resolve("backref.yaml"));
        return Backref.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(all.toArray(String[]::new));
    }

    private static void write(KafkaCluster cluster, String reason, String origin, String body) throws Exception {
        RecordHeaders headers = new RecordHeaders();
        headers.add("content-type", "application/json".getBytes(StandardCharsets.UTF_8));
        DeadLetter letter = new DeadLetter(
                origin.substring("/hooks/".length()),
                body.getBytes(StandardCharsets.UTF_8),
                headers,
                new DeadLetter.Refusal(reason, "why", origin, Instant.parse("2026-11-24T10:00:00Z")));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(cluster.producer("test"), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(letter.toRecord(cluster.topicPrefix())).get();
        }
    }

    private static List<ConsumerRecord<String, byte[]>> events(KafkaCluster cluster) {
        List<ConsumerRecord<String, byte[]>> events = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(cluster.consumer("test"), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(number -> new TopicPartition(cluster.name(IngestTopics.REGISTRY_EVENTS), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(50)).forEach(events::add);
            }
        }
        return events;
    }
}
