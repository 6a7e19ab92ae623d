package dev.backref.indexer.lag;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Inputs in which a test says what stands where. All is applied until it says otherwise. */
public final class FakeInputLog implements InputLog {
    public static final KafkaCluster CLUSTER = new KafkaCluster("nowhere:9092", "test.", 4, Map.of());

    /** How often somebody looked for a record. */
    public int looked;

    private final Map<TopicPartition, Offsets> offsets = new HashMap<>();
    private final Map<TopicPartition, Instant> written = new HashMap<>();
    private boolean away;

    public FakeInputLog() {
        for (Topic topic : IndexLag.INPUTS) {
            for (int partition = 0; partition < CLUSTER.partitions(); partition++) {
                offsets.put(of(topic, partition), new Offsets(0, 0));
            }
        }
    }

    /** A partition is applied up to there, and ends here. */
    public void stands(Topic topic, int partition, long applied, long end) {
        offsets.put(of(topic, partition), new Offsets(applied, end));
    }

    /** When the first record that is not applied was written. */
    public void written(Topic topic, int partition, Instant at) {
        written.put(of(topic, partition), at);
    }

    /** Nobody answers from now on. */
    public void goAway() {
        away = true;
    }

    @Override
    public Map<TopicPartition, Offsets> offsets() {
        if (away) {
            throw new KafkaException("away");
        }
        return offsets;
    }

    @Override
    public Optional<Instant> written(TopicPartition partition, Offsets where) {
        looked++;
        return Optional.ofNullable(written.get(partition));
    }

    private static TopicPartition of(Topic topic, int partition) {
        return new TopicPartition(CLUSTER.name(topic), partition);
    }
}
