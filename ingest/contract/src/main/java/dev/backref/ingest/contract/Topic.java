package dev.backref.ingest.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/**
 * A Kafka topic of Backref: the only definition of its name, its partitioning and how long it keeps what it holds.
 *
 * @param name without the configured prefix
 * @param partitionedBy the part of a record's key that chooses its partition
 * @param retention how long records are kept; absent for a compacted topic, which keeps the last of each key
 * @param time who sets the timestamps of its records
 */
public record Topic(String name, PartitionedBy partitionedBy, Optional<Duration> retention, Time time) {
    /**
     * Largest record of any topic, in bytes: bodies up to 8 MiB are ordinary, and headers come on top. Producers,
     * changelogs and the broker are made for it.
     */
    public static final int LARGEST_RECORD = 9 * 1024 * 1024;

    /** For how long a compacted topic, or a changelog, tells that a key is gone, and so how long its reader may be away. */
    public static final Duration DELETES_KEPT = Duration.ofDays(7);

    /** Who sets the timestamps of a topic's records. */
    public enum Time {
        /** The producer, with the time at which it wrote. */
        CREATED("CreateTime"),
        /** The broker, with the time of its append: a replay then sees the same times. */
        APPENDED("LogAppendTime");

        private final String config;

        Time(String config) {
            this.config = config;
        }
    }

    /** The part of a key that chooses the partition: the distance between records that must be seen in order. */
    public enum PartitionedBy {
        /** Everything of one registry lies in one partition, so that its budget has one owner. */
        REGISTRY {
            @Override
            String of(String key) {
                int slash = key.indexOf('/');
                return slash < 0 ? key : key.substring(0, slash);
            }
        },
        /** Everything of one repository lies in one partition. */
        LOCATION {
            @Override
            String of(String key) {
                int at = key.indexOf('@');
                int end = at >= 0 ? at : key.indexOf(':');
                return end < 0 ? key : key.substring(0, end);
            }
        },
        /** The whole key. */
        KEY {
            @Override
            String of(String key) {
                return key;
            }
        };

        abstract String of(String key);
    }

    /** A topic that keeps the last record of each key. */
    public static Topic compacted(String name, PartitionedBy partitionedBy, Time time) {
        return new Topic(name, partitionedBy, Optional.empty(), time);
    }

    /** A topic that forgets records after a time. */
    public static Topic kept(String name, PartitionedBy partitionedBy, Duration retention, Time time) {
        return new Topic(name, partitionedBy, Optional.of(retention), time);
    }

    /** The topic's name on the broker. */
    public String in(String prefix) {
        return prefix + name;
    }

    /** The partition, of so many, in which a record with this key lies. */
    public int partition(String key, int partitions) {
        return partitionOf(partitionedBy.of(key), partitions);
    }

    /** The partition, of so many, that Kafka's own hash gives a text: every topic of Backref chooses by it. */
    public static int partitionOf(String text, int partitions) {
        return Utils.toPositive(Utils.murmur2(text.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** What the topic must be configured with on the broker; everything else is the operator's. */
    public Map<String, String> config() {
        Map<String, String> config = new HashMap<>();
        config.put("cleanup.policy", retention.isPresent() ? "delete" : "compact");
        config.put(
                "retention.ms", Long.toString(retention.map(Duration::toMillis).orElse(-1L)));
        config.put("max.message.bytes", Integer.toString(LARGEST_RECORD));
        config.put("message.timestamp.type", time.config);
        if (retention.isEmpty()) {
            config.put("delete.retention.ms", Long.toString(DELETES_KEPT.toMillis()));
        }
        return Map.copyOf(config);
    }
}
