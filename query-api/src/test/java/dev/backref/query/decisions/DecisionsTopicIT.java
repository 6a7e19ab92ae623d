package dev.backref.query.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.query.decisions.DecisionLog.Place;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsTopicIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void givesBackWhatStandsThereAndNothingElse() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder))) {
            KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", 4, Map.of());
            create(cluster);
            try (DecisionsTopic topic = DecisionsTopic.on(cluster, PATIENCE, new SimpleMeterRegistry())) {
                List<Place> places = new ArrayList<>();
                for (int number = 0; number < 20; number++) {
                    places.add(get(topic.append(digest(number), bytes(number))));
                }
                for (int number = 19; number >= 0; number--) {
                    Place place = places.get(number);
                    assertThat(place.partition())
                            .isEqualTo(cluster.partition(
                                    IndexTopics.DECISIONS, digest(number).toString()));
                    assertThat(get(topic.read(place))).hasValueSatisfying(found(number));
                }
                Place last = places.get(19);
                assertThat(get(topic.read(new Place(last.partition(), last.offset() + 1))))
                        .as("nothing is written there yet")
                        .isEmpty();
                assertThat(get(topic.read(new Place(4, 0))))
                        .as("there are four")
                        .isEmpty();

                forget(cluster, last);
                assertThat(get(topic.read(last))).as("kept no longer").isEmpty();
            }
        }
    }

    @Test
    void failsWithoutABrokerAndGoesOnWithOne() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
        try {
            KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", 4, Map.of());
            create(cluster);
            try (DecisionsTopic topic = DecisionsTopic.on(cluster, Duration.ofSeconds(1), new SimpleMeterRegistry())) {
                Place place = get(topic.append(digest(1), bytes(1)));
                kafka.close();
                assertThatThrownBy(() -> get(topic.read(place)))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TimeoutException.class);
                kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
                assertThat(retried(() -> topic.read(place))).hasValueSatisfying(found(1));
                Place next = retried(() -> topic.append(digest(2), bytes(2)));
                assertThat(retried(() -> topic.read(next))).hasValueSatisfying(found(2));
            }
        } finally {
            kafka.close();
        }
    }

    private static void create(KafkaCluster cluster) throws Exception {
        Topic topic = IndexTopics.DECISIONS;
        try (Admin admin = Admin.create(cluster.client("test"))) {
            admin.createTopics(List.of(new NewTopic(cluster.name(topic), Optional.of(4), Optional.empty())
                            .configs(topic.config())))
                    .all()
                    .get();
        }
    }

    private static void forget(KafkaCluster cluster, Place place) throws Exception {
        TopicPartition partition = new TopicPartition(cluster.name(IndexTopics.DECISIONS), place.partition());
        try (Admin admin = Admin.create(cluster.client("test"))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(place.offset() + 1)))
                    .all()
                    .get();
        }
    }

    private static Consumer<byte[]> found(int number) {
        return value -> assertThat(value).isEqualTo(bytes(number));
    }

    private static Digest digest(int number) {
        return Digest.sha256(bytes(number));
    }

    private static byte[] bytes(int number) {
        return ("record " + number).getBytes(StandardCharsets.UTF_8);
    }

    /** The clients come back to the broker in their own time. */
    private static <T> T retried(Supplier<CompletionStage<T>> question) throws Exception {
        for (int tried = 0; tried < 60; tried++) {
            try {
                return get(question.get());
            } catch (ExecutionException away) {
                assertThat(away).hasCauseInstanceOf(RetriableException.class);
            }
        }
        return get(question.get());
    }

    private static <T> T get(CompletionStage<T> answer) throws Exception {
        return answer.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
