package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    @Test
    void hasSoManyPlaces() {
        WaitingRoom room = new WaitingRoom(2, 10);
        WaitingRoom.Place first = room.enter().orElseThrow();
        assertThat(room.enter()).isPresent();
        assertThat(room.enter()).isEmpty();

        first.leave();

        assertThat(room.enter()).isPresent();
    }

    @Test
    void boundsTheBytesOfAllPlacesTogether() {
        WaitingRoom room = new WaitingRoom(2, 10);
        WaitingRoom.Place first = room.enter().orElseThrow();
        WaitingRoom.Place second = room.enter().orElseThrow();

        assertThat(first.grow(6)).isTrue();
        assertThat(second.grow(5)).isFalse();
        assertThat(second.grow(4)).isTrue();

        first.leave();

        assertThat(second.grow(6)).isTrue();
    }

    @Test
    void isGivenBackOnceOnly() {
        WaitingRoom room = new WaitingRoom(1, 10);
        WaitingRoom.Place place = room.enter().orElseThrow();
        place.grow(3);

        place.leave();
        place.leave();

        assertThat(room.waiting()).isZero();
        assertThat(room.held()).isZero();
    }
}
