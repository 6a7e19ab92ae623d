package dev.backref.indexer;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal.SignalsLost;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that the log no longer keeps and that the index may never have read: none of its processes ran for longer than the
 * log is kept. That is told in the log itself, because what it means for a registry is decided where its signals are applied.
 *
 * @param clock by which it is dated
 */
record LostSignals(KafkaCluster cluster, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(LostSignals.class);

    /**
     * To be told of each gap before anything behind it is read. Returns when it is written.
     *
     * @throws KafkaException when the broker does not say where its log begins, or does not take what is told
     */
    void behind(InvalidOffsetException gap, Consumer<?, ?> reader) {
        List<TopicPartition> signals = gap.partitions().stream()
                .filter(partition -> partition.topic().equals(cluster.name(IngestTopics.LOCATION_SIGNALS)))
                .toList();
        Map<TopicPartition, Long> read =
                gap instanceof OffsetOutOfRangeException outside ? outside.offsetOutOfRangePartitions() : Map.of();
        Map<Integer, String> missed = new TreeMap<>();
        reader.beginningOffsets(signals).forEach((partition, beginning) -> {
            if (read.containsKey(partition)) {
                missed.put(partition.partition(), "offsets " + read.get(partition) + " to " + beginning);
            } else if (beginning > 0) {
                missed.put(partition.partition(), "offsets before " + beginning);
            }
        });
        if (!missed.isEmpty()) {
            tell(missed);
        }
    }

    private void tell(Map<Integer, String> missed) {
        String detail = missed.entrySet().stream()
                .map(each -> each.getKey() + ", " + each.getValue())
                .collect(Collectors.joining(
                        "; ",
                        "records of " + cluster.name(IngestTopics.LOCATION_SIGNALS)
                                + " were deleted before any indexer had read them: partition ",
                        ""));
        LOG.atError().addKeyValue("error", detail).log("the index says of no registry any more that all was announced");
        SignalsLost lost = new SignalsLost(detail, clock.instant());
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                cluster.producer("backref-lost-signals"), new StringSerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> written = new ArrayList<>();
            lost.toRecords(cluster.topicPrefix(), cluster.partitions())
                    .forEach(record -> written.add(producer.send(record)));
            for (Future<RecordMetadata> each : written) {
                each.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("what was lost cannot be told", failed);
        } catch (InterruptedException stopping) {
            throw new InterruptException(stopping); // Which sets the flag again.
        }
    }
}
