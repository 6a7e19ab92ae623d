package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes batches, each in one transaction with the offsets of what was read for it. */
final class Transactions implements AutoCloseable {
    /** How long an owner that died in a transaction can keep readers of its records waiting. */
    private static final int TIMEOUT_MS = 10_000;

    private final KafkaCluster cluster;
    private final Optional<String> kinds;
    private final Producer<String, byte[]> producer;
    private final ClientMeters meters;

    Transactions(ResolverSettings settings, MeterRegistry meters) {
        cluster = settings.cluster();
        kinds = settings.kinds();
        Map<String, Object> config = cluster.producer("backref-resolve-" + settings.instance());
        config.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TIMEOUT_MS);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId());
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        this.meters = ClientMeters.of(producer, meters);
    }

    /** Ends whatever an earlier life of this instance left open, and keeps it from writing. Blocks. */
    void begin() {
        producer.initTransactions();
    }

    /**
     * Writes a batch. Offsets go with each, also where nothing new was read: by them Kafka knows an owner that is not one
     * any more, and refuses the whole.
     *
     * @param owner the consumer's membership at this moment
     * @throws org.apache.kafka.common.KafkaException when nothing of it counts; this is then of no more use
     */
    void write(Batch batch, Work work, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata owner) {
        String prefix = cluster.topicPrefix();
        producer.beginTransaction();
        for (Observation observation : batch.observations()) {
            send(observation.under(kinds).toRecord(prefix, cluster.partitions()));
        }
        for (LocationSignal signal : batch.signals()) {
            send(signal.toRecord(prefix, cluster.partitions()));
        }
        for (DeadLetter letter : batch.deadLetters()) {
            send(letter.toRecord(prefix));
        }
        batch.rows().forEach(this::send);
        batch.changedKeys().forEach(key -> work.change(key).ifPresent(this::send));
        producer.sendOffsetsToTransaction(offsets, owner);
        producer.commitTransaction();
    }

    /** Lets go at once: what is not committed is aborted by the next that begins under this name. */
    @Override
    public void close() {
        meters.close();
        producer.close(Duration.ZERO);
    }

    private void send(RowChange row) {
        send(new ProducerRecord<>(
                cluster.name(IngestTopics.RESOLVE_STATE),
                cluster.partition(IngestTopics.RESOLVE_STATE, row.key()),
                row.key(),
                row.value()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if any of them has failed.
    private void send(ProducerRecord<String, byte[]> record) {
        producer.send(record);
    }
}
