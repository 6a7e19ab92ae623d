package dev.backref.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SkippedMarkersIT {
    @TempDir
    private Path data;

    @AfterEach
    void restoreTheLog() {
        ((LoggerContext) LogManager.getContext(false)).reconfigure();
    }

    /** A deleted topic is the one harmless way to the broker's alarm, and its words are the broker's own. */
    @Test
    void hearsTheBrokerSkipTheMarkersOfATransactionHoweverQuietItsLogIs() throws Exception {
        Configurator.setLevel("kafka", Level.OFF);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            long before = SkippedMarkers.ofThisProcess().count();
            Clients.createTopic(kafka.bootstrap());
            try (KafkaProducer<String, byte[]> producer = Clients.producer(kafka.bootstrap())) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(Clients.TOPIC, "key", "value".getBytes(StandardCharsets.UTF_8)))
                        .get();
                admin.deleteTopics(List.of(Clients.TOPIC)).all().get();
                await().until(() -> !admin.listTopics().names().get().contains(Clients.TOPIC));
                producer.commitTransaction();
            }
            await().until(() -> SkippedMarkers.ofThisProcess().count() > before);
            assertThat(SkippedMarkers.ofThisProcess().last().orElseThrow()).contains(Clients.TOPIC, "numbers");
        }
    }

    @Test
    void hearsNothingElseAndGoesOnWhenTheLogIsConfiguredAnew() {
        SkippedMarkers heard = SkippedMarkers.ofThisProcess();
        long before = heard.count();
        LoggerFactory.getLogger(SkippedMarkers.LOGGER).info("Completed sending transaction markers");
        assertThat(heard.count()).isEqualTo(before);
        ((LoggerContext) LogManager.getContext(false)).reconfigure();
        LoggerFactory.getLogger(SkippedMarkers.LOGGER).info("Couldn't find one … likely deleted already …");
        assertThat(heard.count()).isEqualTo(before + 1);
    }
}
