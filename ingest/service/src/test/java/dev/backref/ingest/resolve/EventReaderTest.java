package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final KafkaCluster CLUSTER = new KafkaCluster("127.0.0.1:1", "backref.", 4, Map.of());
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final int PARTITION = CLUSTER.partition(IngestTopics.REGISTRY_EVENTS, IMAGE.key());

    private final Batch batch = new Batch();

    @Test
    void readsWhatReceiveWrites() {
        RegistryEvent push = Samples.event(Cause.Kind.PUSH, "1", IMAGE);
        assertThat(new EventReader(CLUSTER).read(record(PARTITION, IMAGE.key(), Json.write(push)), Samples.T0, batch))
                .contains(push);
        assertThat(batch.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "nonsense",
                "{}",
                "{\"source\":\"hub/app:latest\"}",
                "{\"source\":\"hub/app:latest\",\"cause\":{\"kind\":\"push\"},\"at\":\"2026-11-25T08:00:00Z\"}",
                "{\"source\":\"hub/app:latest\",\"cause\":{\"kind\":\"push\",\"id\":\"1\"},\"at\":\"2026-11-25T08:00:00Z\"}"
            })
    void deadLettersWhatIsNoEventOfItsKeyByteForByteAndLetsNobodyWait(String json) {
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        assertThat(new EventReader(CLUSTER).read(record(PARTITION, IMAGE.key(), value), Samples.T0, batch))
                .isEmpty();
        assertThat(batch.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(value);
            assertThat(letter.refusal().reason()).isEqualTo("undecodable-event");
            assertThat(letter.refusal().origin()).isEqualTo("backref.registry-events-" + PARTITION + "@5");
        });
        assertThat(batch.signals())
                .first()
                .satisfies(signal ->
                        assertThat(((LocationSignal.Rejected) signal).source()).isEqualTo(IMAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub/app:latest", "hub/no source"})
    void saysThatAWebhookOfTheRegistryIsLostWhoseEventCannotBeRead(String key) {
        new EventReader(CLUSTER).read(record(0, key, new byte[] {1}), Samples.T0, batch);
        assertThat(batch.signals())
                .filteredOn(LocationSignal.EventsLost.class::isInstance)
                .singleElement()
                .satisfies(signal -> {
                    LocationSignal.EventsLost lost = (LocationSignal.EventsLost) signal;
                    assertThat(lost.name()).isEqualTo("hub");
                    assertThat(lost.reason()).isEqualTo("undecodable-event");
                    assertThat(lost.detail()).startsWith("backref.registry-events-0@5: ");
                });
    }

    /** It asks again. */
    @Test
    void losesNoWebhookWithWhatTheIndexWants() {
        new EventReader(CLUSTER)
                .read(new ConsumerRecord<>("backref.wanted", 0, 5, IMAGE.key(), new byte[] {1}), Samples.T0, batch);
        assertThat(batch.deadLetters()).hasSize(1);
        assertThat(batch.signals()).singleElement().isInstanceOf(LocationSignal.Rejected.class);
    }

    @Test
    void deadLettersARecordWithoutValueOrWithoutASourceAsItsKey() {
        EventReader reader = new EventReader(CLUSTER);
        assertThat(reader.read(record(0, "no source", new byte[] {1}), Samples.T0, batch))
                .isEmpty();
        assertThat(reader.read(record(0, null, null), Samples.T0, batch)).isEmpty();
        assertThat(batch.deadLetters()).extracting(DeadLetter::key).containsExactly("no source", null);
        assertThat(batch.signals()).isEmpty();
    }

    @Test
    void refusesAnEventInAPartitionWhoseOwnerDoesNotKeepItsState() {
        RegistryEvent push = Samples.event(Cause.Kind.PUSH, "1", IMAGE);
        int wrong = (PARTITION + 1) % 4;
        assertThat(new EventReader(CLUSTER).read(record(wrong, IMAGE.key(), Json.write(push)), Samples.T0, batch))
                .isEmpty();
        assertThat(batch.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.refusal().detail()).contains("belongs to partition " + PARTITION));
    }

    private static ConsumerRecord<String, byte[]> record(int partition, @Nullable String key, byte @Nullable [] value) {
        return new ConsumerRecord<>("backref.registry-events", partition, 5, key, value);
    }
}
