package dev.backref.ingest.contract;

import java.util.HashMap;
import java.util.Map;

/**
 * The Kafka cluster that Backref works on, as it is configured once for every part.
 *
 * @param bootstrap addresses, {@code host:port,…}
 * @param topicPrefix before the name of every topic and group
 * @param partitions of every topic; one number for all, because inputs of one task must be partitioned alike
 * @param properties of the operator's, for every client; they win over ours
 */
public record KafkaCluster(String bootstrap, String topicPrefix, int partitions, Map<String, String> properties) {
    private static final int PATIENCE_MS = 120_000;

    public KafkaCluster {
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic has at least one partition: " + partitions);
        }
        properties = Map.copyOf(properties);
    }

    /** A topic's name on this cluster. */
    public String name(Topic topic) {
        return topic.in(topicPrefix);
    }

    /** The partition in which a record with this key lies on this cluster. */
    public int partition(Topic topic, String key) {
        return topic.partition(key, partitions);
    }

    /** What any client needs. */
    public Map<String, Object> client(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("client.id", clientId);
        config.put("reconnect.backoff.max.ms", 200);
        config.putAll(properties);
        return config;
    }

    /**
     * A producer that loses nothing: acknowledged by all replicas, idempotent, patient when the broker restarts, made for
     * the largest records. One request at a time, because brokers before the fix of KAFKA-15591 take a second request though
     * the first was refused, when a partition's leader is just beginning; the first is then refused until it expires.
     */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.in.flight.requests.per.connection", 1);
        config.put("delivery.timeout.ms", PATIENCE_MS);
        config.put("max.block.ms", PATIENCE_MS);
        config.put("max.request.size", Topic.LARGEST_RECORD);
        config.put("compression.type", "lz4");
        config.putAll(client(clientId));
        return config;
    }

    /** A consumer that sees what is committed only, commits by hand, and fails where Kafka cannot tell its place. */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        config.put("max.partition.fetch.bytes", Topic.LARGEST_RECORD);
        config.putAll(client(clientId));
        return config;
    }
}
