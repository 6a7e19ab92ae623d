package dev.backref.indexer;

import dev.backref.ingest.contract.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the index runs.
 *
 * @param state folder of the stores; they can be rebuilt from Kafka
 * @param instance the static member that this process is in the index's group; absent for a dynamic one
 */
public record IndexSettings(KafkaCluster cluster, Path state, Optional<String> instance, Effort effort) {
    /**
     * What the index may use, and how fresh it is.
     *
     * @param threads that work off partitions
     * @param lookupThreads that answer
     * @param memory of RocksDB over all stores, in bytes
     * @param answers remembered on the heap, in bytes, about; 0 for none
     * @param standbys further processes that follow each partition's rows, and answer when its own process is gone
     */
    public record Effort(Freshness freshness, int threads, int lookupThreads, long memory, long answers, int standbys) {
        public static final Effort DEFAULT =
                new Effort(Freshness.DEFAULT, 2, 4, 128L * 1024 * 1024, 32L * 1024 * 1024, 0);

        public Effort {
            if (standbys < 0 || answers < 0) {
                throw new IllegalArgumentException(
                        "not negative: standbys " + standbys + ", bytes of answers " + answers);
            }
            if (threads < 1 || lookupThreads < 1 || memory < 1) {
                throw new IllegalArgumentException("the index needs at least 1 of each: threads " + threads
                        + ", lookupThreads " + lookupThreads + ", memory " + memory);
            }
        }
    }

    /**
     * How far answers may be behind.
     *
     * @param commitInterval between two transactions; shorter is fresher and costs more
     * @param longestLag behind what was written for the index; beyond it no list of a location is given
     */
    public record Freshness(Duration commitInterval, Duration longestLag) {
        public static final Freshness DEFAULT = new Freshness(Duration.ofMillis(50), Duration.ofSeconds(60));

        public Freshness {
            if (commitInterval.toMillis() < 1 || longestLag.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "at least 1 ms: commitInterval " + commitInterval + ", longestLag " + longestLag);
            }
        }
    }
}
