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

    @Test
    void leavesWhatIsNotOfOnePartToTheOthers() {
        WaitingRoom room = new WaitingRoom(4, 12);
        WaitingRoom half = room.part(2);
        WaitingRoom.Place place = half.enter().orElseThrow();
        assertThat(half.enter()).isPresent();
        assertThat(half.enter()).isEmpty();

        assertThat(place.grow(6)).isTrue();
        assertThat(place.grow(1)).isFalse();

        WaitingRoom other = room.part(2);
        assertThat(other.enter().orElseThrow().grow(6)).isTrue();
        assertThat(room.waiting()).isEqualTo(3);
        assertThat(room.held()).isEqualTo(12);
    }

    @Test
    void isNoLargerThanTheWholeHoweverManyPartsThereAre() {
        WaitingRoom room = new WaitingRoom(2, 10);
        WaitingRoom half = room.part(2);
        WaitingRoom.Place place = half.enter().orElseThrow();
        room.enter().orElseThrow().grow(6);

        assertThat(place.grow(5)).isFalse();
        assertThat(room.part(1).enter()).isEmpty();
        assertThat(half.held()).isZero();
        assertThat(room.held()).isEqualTo(6);
    }

    @Test
    void takesWhoMovesWithAllItsBytesOrNotAtAll() {
        WaitingRoom room = new WaitingRoom(8, 16);
        WaitingRoom strangers = room.part(2);
        WaitingRoom half = room.part(2);
        WaitingRoom.Place first = strangers.enter().orElseThrow();
        first.grow(5);
        WaitingRoom.Place second = strangers.enter().orElseThrow();
        second.grow(3);

        assertThat(first.moveTo(half)).isPresent();
        WaitingRoom.Place third = strangers.enter().orElseThrow();
        third.grow(4);
        assertThat(third.moveTo(half)).isEmpty();
        assertThat(second.moveTo(half)).isPresent();

        assertThat(strangers.waiting()).isZero();
        assertThat(half.held()).isEqualTo(8);
        assertThat(room.waiting()).isEqualTo(2);
        assertThat(room.held()).isEqualTo(8);
    }
}
