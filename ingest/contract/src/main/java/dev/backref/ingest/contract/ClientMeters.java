package dev.backref.ingest.contract;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * What a client of Kafka counts of itself, as meters with its client id, for as long as it lives. To be closed with it, and
 * before another with the same id is made: two would be one meter, and the first to close would take it from the second.
 * So clients that live shortly, of which there can be several at once, have none. Those of Kafka Streams are told by it.
 */
public final class ClientMeters implements AutoCloseable {
    private final KafkaClientMetrics bound;

    private ClientMeters(KafkaClientMetrics metrics, MeterRegistry meters) {
        bound = metrics;
        bound.bindTo(meters);
    }

    /** Those of a producer, from now on. */
    public static ClientMeters of(Producer<?, ?> producer, MeterRegistry meters) {
        return new ClientMeters(new KafkaClientMetrics(producer), meters);
    }

    /** Those of a consumer, from now on. */
    public static ClientMeters of(Consumer<?, ?> consumer, MeterRegistry meters) {
        return new ClientMeters(new KafkaClientMetrics(consumer), meters);
    }

    /** Takes them away. */
    @Override
    public void close() {
        bound.close();
    }
}
