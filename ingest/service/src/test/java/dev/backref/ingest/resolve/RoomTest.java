package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Inputs INPUTS = new Inputs("reported", "wanted");

    private final Room room = new Room(INPUTS, 100);

    @Test
    void stopsReadingOnlyThePartitionWhoseShareIsTaken() {
        assertThat(room.full(Set.of(0, 1), Map.of(0, 50, 1, 24)))
                .containsExactlyInAnyOrder(new TopicPartition("reported", 0), new TopicPartition("wanted", 0));
    }

    @Test
    void stopsReadingWhatTheIndexWantsBeforeWebhooks() {
        assertThat(room.full(Set.of(0), Map.of(0, 99))).containsExactly(new TopicPartition("wanted", 0));
    }

    @Test
    void ownsOnlyPartitionsOfWhichBothTopicsAreAssigned() {
        assertThat(INPUTS.pairs(Set.of(
                        new TopicPartition("reported", 0),
                        new TopicPartition("reported", 1),
                        new TopicPartition("wanted", 1),
                        new TopicPartition("wanted", 2))))
                .containsExactly(1);
    }
}
