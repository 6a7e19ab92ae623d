package dev.backref.query.remote;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code indexers} on a thread of its own, from its beginning and then on, in no group. */
final class IndexersTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexersTopic.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TO_STOP = Duration.ofSeconds(3);

    private final KafkaCluster cluster;
    private final Indexers indexers;
    private final MeterRegistry meters;
    private final Thread thread = new Thread(this::follow, "indexers");
    private volatile boolean closed;

    IndexersTopic(KafkaCluster cluster, Indexers indexers, MeterRegistry meters) {
        this.cluster = cluster;
        this.indexers = indexers;
        this.meters = meters;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TO_STOP.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        while (!closed) {
            try (KafkaConsumer<String, byte[]> consumer = consumer()) {
                follow(consumer);
            } catch (WakeupException | InterruptException closing) {
                LOG.debug("interrupted", closing);
            } catch (KafkaException failed) {
                LOG.atWarn().addKeyValue("error", failed.toString()).log("the list of indexers is read anew");
                pause();
            }
        }
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) {
        ClientMeters counted = ClientMeters.of(consumer, meters);
        try {
            while (!closed) {
                consumer.poll(POLL).forEach(this::apply);
            }
        } finally {
            counted.close();
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> config = cluster.consumer("backref-query-indexers");
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, cluster.partitions())
                .mapToObj(partition -> new TopicPartition(cluster.name(IndexTopics.INDEXERS), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            indexers.stopped(record.key());
            return;
        }
        try {
            indexers.heard(Indexer.read(record.value()), record.timestamp());
        } catch (IllegalArgumentException undecodable) {
            LOG.atError()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", String.valueOf(undecodable.getMessage()))
                    .log("a record of the indexers cannot be read and is left out");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException closing) {
            LOG.debug("interrupted while paused", closing);
        }
    }
}
