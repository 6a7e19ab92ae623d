package dev.backref.indexer;

import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.StreamsConfig;

/** How Kafka Streams runs the index. */
record StreamsConfiguration(IndexSettings settings) {
    /** After how long a silence the group gives away what a process holds. */
    static final Duration SESSION = Duration.ofSeconds(30);

    /** On the heap, beside the stores: what is written between two commits is far less. */
    private static final long UNCOMMITTED = 16L * 1024 * 1024;

    private static final int PATIENCE_MS = 120_000;

    StreamsConfig asConfig() {
        Map<String, Object> config = new HashMap<>(settings.cluster().client(applicationId()));
        config.putAll(streams());
        config.putAll(consumers());
        config.putAll(producers());
        config.putAll(settings.cluster().properties());
        return new StreamsConfig(config);
    }

    /** The generation is in the id: a new layout is built beside the old one. Streams calls its group so as well. */
    String applicationId() {
        return applicationId(settings.cluster());
    }

    static String applicationId(KafkaCluster cluster) {
        return cluster.topicPrefix() + "indexer-" + Position.GENERATION;
    }

    private Map<String, Object> streams() {
        IndexSettings.Effort effort = settings.effort();
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                effort.freshness().commitInterval().toMillis());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, effort.threads());
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, effort.standbys());
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.state().toString());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
        config.put(BoundedMemory.BYTES, Long.toString(effort.memory()));
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        // Rows must be in the store when a lookup comes: no cache before it.
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        config.put("processing.exception.handler.global.enabled", true);
        // What is not committed is kept beside the stores: a kill leaves them whole, and nothing is read back.
        config.put(StreamsConfig.TRANSACTIONAL_STATE_STORES_CONFIG, true);
        config.put("statestore.uncommitted.max.bytes", UNCOMMITTED);
        return config;
    }

    private Map<String, Object> consumers() {
        Map<String, Object> config = new HashMap<>();
        settings.instance()
                .ifPresent(instance -> config.put(StreamsConfig.consumerPrefix("group.instance.id"), instance));
        config.put(StreamsConfig.consumerPrefix("session.timeout.ms"), (int) SESSION.toMillis());
        config.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 1_000);
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        config.put(StreamsConfig.consumerPrefix("max.partition.fetch.bytes"), Topic.LARGEST_RECORD);
        return config;
    }

    private Map<String, Object> producers() {
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.producerPrefix("max.request.size"), Topic.LARGEST_RECORD);
        config.put(StreamsConfig.producerPrefix("delivery.timeout.ms"), PATIENCE_MS);
        config.put(StreamsConfig.producerPrefix("max.block.ms"), PATIENCE_MS);
        config.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        return config;
    }

    /** Whether the thread that threw this can be replaced: the broker was away, and no record is to blame. */
    static boolean isTransient(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
                return false;
            }
            if (cause instanceof ApiException) {
                return true;
            }
        }
        return false;
    }
}
