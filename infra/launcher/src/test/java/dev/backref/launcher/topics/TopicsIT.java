package dev.backref.launcher.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsIT {
    @TempDir
    private Path data;

    @Test
    void makesWhatIsMissingAndNamesEveryDifference() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", 4, Map.of());
            try (Topics topics = new Topics(cluster);
                    Admin admin = Admin.create(cluster.client("test"))) {
                assertThat(topics.differences()).contains("backref.changes: is missing");
                admin.createTopics(List.of(
                                new NewTopic(cluster.name(IndexTopics.CHANGES), 3, (short) 1)
                                        .configs(IndexTopics.CHANGES.config()),
                                new NewTopic(cluster.name(IngestTopics.OBSERVATIONS), 4, (short) 1),
                                withTheTimesOfAFormerVersion(cluster)))
                        .all()
                        .get();

                assertThat(topics.differences())
                        .contains(
                                "backref.indexers: message.timestamp.type is \"CreateTime\", and must be \"LogAppendTime\"");
                assertThat(topics.create()).hasSize(Topics.all().size() - 3);
                assertThat(topics.create()).isEmpty();
                assertThat(topics.differences())
                        .containsExactlyInAnyOrder(
                                "backref.changes: has 3 partitions, and kafka.partitions says 4",
                                "backref.observations: cleanup.policy is \"delete\", and must be \"compact\"",
                                "backref.observations: retention.ms is \"604800000\", and must be \"-1\"");
            }
        }
    }

    private static NewTopic withTheTimesOfAFormerVersion(KafkaCluster cluster) {
        return made(cluster, IndexTopics.INDEXERS, "message.timestamp.type", "CreateTime");
    }

    @Test
    void keepsWhatAFormerVersionHadKeptForLessUnlessSomebodyChoseOtherwise() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            KafkaCluster cluster = new KafkaCluster(kafka.bootstrap(), "backref.", 4, Map.of());
            try (Topics topics = new Topics(cluster);
                    Admin admin = Admin.create(cluster.client("test"))) {
                admin.createTopics(List.of(
                                made(cluster, IngestTopics.LOCATION_SIGNALS, "retention.ms", "86400000"),
                                made(cluster, IngestTopics.OBSERVATIONS, "delete.retention.ms", "86400000"),
                                made(cluster, IngestTopics.RESOLVE_STATE, "delete.retention.ms", "3600000"),
                                made(cluster, IngestTopics.WANTED, "retention.ms", "86400000")))
                        .all()
                        .get();

                assertThat(topics.differences())
                        .contains(
                                "backref.location-signals: retention.ms is \"86400000\", and must be \"604800000\"",
                                "backref.observations: delete.retention.ms is \"86400000\", and must be \"604800000\"");
                topics.create();
                assertThat(topics.differences())
                        .containsExactly(
                                "backref.wanted: retention.ms is \"86400000\", and must be \"604800000\"",
                                "backref.resolve-state: delete.retention.ms is \"3600000\", and must be \"604800000\"");
            }
        }
    }

    private static NewTopic made(KafkaCluster cluster, Topic topic, String key, String value) {
        Map<String, String> config = new HashMap<>(topic.config());
        config.put(key, value);
        return new NewTopic(cluster.name(topic), 4, (short) 1).configs(config);
    }

    @Test
    void saysWhichClusterHasNoAddress() {
        KafkaCluster unknown = new KafkaCluster("nowhere.invalid:9092", "backref.", 4, Map.of());
        assertThatThrownBy(() -> new Topics(unknown))
                .isInstanceOf(TopicsUnreachable.class)
                .hasMessageContaining("nowhere.invalid:9092");
    }

    @Test
    void saysWhatKafkasClientCannotWorkWith() {
        KafkaCluster unreadable = new KafkaCluster(
                "127.0.0.1:1",
                "backref.",
                4,
                Map.of("security.protocol", "SSL", "ssl.truststore.location", "absent.jks"));
        assertThatThrownBy(() -> new Topics(unreadable))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("absent.jks");
    }

    @Test
    void saysWhichClusterDoesNotAnswer() {
        KafkaCluster nowhere = new KafkaCluster(
                "127.0.0.1:1", "backref.", 4, Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1000"));
        try (Topics topics = new Topics(nowhere)) {
            assertThatThrownBy(topics::create)
                    .isInstanceOf(TopicsUnreachable.class)
                    .hasMessageContaining("127.0.0.1:1");
        }
    }
}
