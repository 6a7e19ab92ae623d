package dev.backref.indexer;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.LocationSignal.SignalsLost;
import dev.backref.ingest.contract.Topic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * What the log no longer keeps and the index may never have read: none of its processes ran for longer than the log is kept.
 * That is told in the log itself, because what it means for a registry is decided where its signals are applied.
 *
 * @param clock by which it is dated
 */
record LostInputs(KafkaCluster cluster, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(LostInputs.class);

    /** What is told once. Observations are kept for good, and copies of them are made again. */
    private static final List<Topic> TOLD_ONCE =
            List.of(IngestTopics.LOCATION_SIGNALS, IndexTopics.VERIFICATIONS, FactsTopic.SUBJECT_FACTS);

    /**
     * To be told of each gap before anything behind it is read. Returns when it is written.
     *
     * @throws IllegalStateException when facts are missing, or all of them are gone and nobody knows which were read: what they
     *     told of edges nobody tells again
     * @throws KafkaException when the broker does not say where its log begins, or does not take what is told
     */
    void behind(InvalidOffsetException gap, Consumer<?, ?> reader) {
        Set<String> topics = TOLD_ONCE.stream().map(cluster::name).collect(Collectors.toSet());
        List<TopicPartition> toldOnce = gap.partitions().stream()
                .filter(partition -> topics.contains(partition.topic()))
                .toList();
        Map<TopicPartition, Long> read =
                gap instanceof OffsetOutOfRangeException outside ? outside.offsetOutOfRangePartitions() : Map.of();
        Map<String, String> missed = new TreeMap<>();
        Map<TopicPartition, Long> ends = reader.endOffsets(toldOnce);
        reader.beginningOffsets(toldOnce).forEach((partition, beginning) -> {
            boolean facts = partition.topic().equals(cluster.name(FactsTopic.SUBJECT_FACTS));
            if (read.containsKey(partition)) {
                String offsets = "offsets " + read.get(partition) + " to " + beginning;
                refuseIf(facts && read.get(partition) < beginning, partition, offsets);
                missed.put(partition.toString(), offsets);
            } else if (beginning > 0) {
                String offsets = "offsets before " + beginning;
                refuseIf(facts && beginning.equals(ends.get(partition)), partition, offsets);
                missed.put(partition.toString(), offsets);
            }
        });
        if (!missed.isEmpty()) {
            tell(missed);
        }
    }

    private static void refuseIf(boolean missing, TopicPartition partition, String offsets) {
        if (missing) {
            throw new IllegalStateException(
                    "records of " + partition + " were deleted before the index is known to have read them, " + offsets
                            + ": edges may be missing in it, and it has to be built anew");
        }
    }

    private void tell(Map<String, String> missed) {
        String detail = missed.entrySet().stream()
                .map(each -> each.getKey() + ", " + each.getValue())
                .collect(Collectors.joining("; ", "records were deleted before any indexer had read them: ", ""));
        LOG.atError().addKeyValue("error", detail).log("the index says of no registry any more that all was announced");
        SignalsLost lost = new SignalsLost(detail, clock.instant());
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                cluster.producer("backref-lost-inputs"), new StringSerializer(), new ByteArraySerializer())) {
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
