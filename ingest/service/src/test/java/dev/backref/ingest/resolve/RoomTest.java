package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Inputs INPUTS = new Inputs("reported", "wanted", "requests");

    @Test
    void givesEveryRegistryTheSameShareAndNoneNothing() {
        assertThat(Room.of(100, 4)).isEqualTo(new Room(25));
        assertThat(Room.of(100, 1_000)).isEqualTo(new Room(1));
        assertThat(Room.of(100, 0)).isEqualTo(new Room(100));
    }

    @Test
    void givesWebhooksAllOfItAndTheIndexHalf() {
        Room room = new Room(100);
        assertThat(room.hasMore(Lane.REPORTED, 99)).isTrue();
        assertThat(room.hasMore(Lane.REPORTED, 100)).isFalse();
        assertThat(room.hasMore(Lane.WANTED, 49)).isTrue();
        assertThat(room.hasMore(Lane.WANTED, 50)).isFalse();
    }

    @Test
    void goesBackForWebhooksAlsoWhereTheIndexTakesAllThatItMay() {
        Room room = new Room(100);
        assertThat(room.hasMuch(Lane.REPORTED, 50)).isTrue();
        assertThat(room.hasMuch(Lane.REPORTED, 75)).isFalse();
        assertThat(room.hasMuch(Lane.WANTED, 36)).isTrue();
        assertThat(room.hasMuch(Lane.WANTED, 37)).isFalse();
    }

    @Test
    void goesBackAlsoWhereThereIsRoomForOneOnly() {
        for (Lane lane : Lane.values()) {
            assertThat(new Room(1).hasMuch(lane, 0)).isTrue();
            assertThat(new Room(1).hasMore(lane, 0)).isTrue();
        }
    }

    @Test
    void ownsOnlyPartitionsOfWhichAllTopicsAreAssigned() {
        assertThat(INPUTS.whole(Set.of(
                        new TopicPartition("reported", 0),
                        new TopicPartition("reported", 1),
                        new TopicPartition("wanted", 1),
                        new TopicPartition("wanted", 2),
                        new TopicPartition("reported", 3),
                        new TopicPartition("wanted", 3),
                        new TopicPartition("requests", 1),
                        new TopicPartition("requests", 2))))
                .containsExactly(1);
    }
}
