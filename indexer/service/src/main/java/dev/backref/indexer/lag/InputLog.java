package dev.backref.indexer.lag;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The inputs of the index, as the broker knows them. Every question to it may wait, and fail. */
public interface InputLog {
    /**
     * Where one partition stands.
     *
     * @param applied the offset of the first record that no commit of the index covers
     * @param end behind the last record that can be read
     */
    record Offsets(long applied, long end) {
        boolean isBehind() {
            return applied < end;
        }
    }

    /**
     * Where all partitions stand, whichever process works them off. What was written before the question is below the ends.
     *
     * @throws KafkaException when the broker does not say
     */
    Map<TopicPartition, Offsets> offsets();

    /**
     * When the first record was written that is not applied; absent where nothing is there to be read.
     *
     * @throws KafkaException when the broker does not say
     */
    Optional<Instant> written(TopicPartition partition, Offsets offsets);
}
