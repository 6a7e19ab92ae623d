package dev.backref.indexer;

import dev.backref.indexer.reindex.ReindexProgress;
import dev.backref.indexer.subject.Revisions;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;

/** Test drivers around the whole topology. */
final class Topologies {
    static final String PREFIX = "test.";
    static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    /** Of this build, and of each process of it: those that test at the same time must not meet in one folder. */
    private static final Path STATE = inMemory();

    private static final long ENOUGH = 1L << 30;
    static final KafkaCluster CLUSTER = new KafkaCluster("nowhere:9092", PREFIX, 1, Map.of());

    private Topologies() {}

    /** Where the machine has a file system in memory: each test opens stores, and what it waits for is the disk. */
    private static Path inMemory() {
        File memory = new File("/dev/shm");
        Path state = (memory.getUsableSpace() > ENOUGH ? memory : new File("target"))
                .toPath()
                .resolve("backref-topologies-" + ProcessHandle.current().pid());
        state.toFile().deleteOnExit(); // A driver empties it when it closes.
        return state;
    }

    static IndexTopology topology(SimpleMeterRegistry meters) {
        return new IndexTopology(CLUSTER, meters, new Revisions(), new ReindexProgress());
    }

    static TopologyTestDriver driver(SimpleMeterRegistry meters, Revisions revisions, Instant begin) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "index-under-test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, CLUSTER.bootstrap());
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        config.put(StreamsConfig.STATE_DIR_CONFIG, STATE.toString());
        config.put("processing.exception.handler.global.enabled", true);
        return new TopologyTestDriver(
                new IndexTopology(CLUSTER, meters, revisions, new ReindexProgress()).get(), config, begin);
    }
}
