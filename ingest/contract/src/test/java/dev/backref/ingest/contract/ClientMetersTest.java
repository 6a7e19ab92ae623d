package dev.backref.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** On clients of a broker that is not there: they count all the same. */
class ClientMetersTest {
    private static final KafkaCluster NOWHERE = new KafkaCluster("127.0.0.1:1", "", 1, Map.of());

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void leavesNothingBehindHoweverOftenAClientIsMadeAnew() {
        for (int life = 0; life < 3; life++) {
            live(true);
        }
        assertThat(meters.getMeters()).isEmpty();
        live(false);
        assertThat(meters.find("kafka.producer.record.send.rate")
                        .tag("client.id", "again")
                        .gauges())
                .hasSize(1);
        assertThat(meters.find("kafka.consumer.fetch.manager.records.consumed.rate")
                        .tag("client.id", "again")
                        .gauges())
                .hasSize(1);
    }

    private void live(boolean ends) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        NOWHERE.producer("again"), new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        NOWHERE.consumer("again"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ClientMeters sent = ClientMeters.of(producer, meters);
            ClientMeters read = ClientMeters.of(consumer, meters);
            assertThat(meters.getMeters()).isNotEmpty();
            if (ends) {
                sent.close();
                read.close();
            }
            producer.close(Duration.ZERO);
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }
}
