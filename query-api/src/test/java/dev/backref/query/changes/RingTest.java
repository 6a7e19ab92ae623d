package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final long[] BEGIN = {10, 20};

    @Test
    void givesWhatCameBehindACursorAndTellsWhereItEnds() {
        Ring ring = new Ring(10, Long.MAX_VALUE, BEGIN);
        ring.append(List.of(Samples.event(0, 10), Samples.event(1, 20)), new long[] {12, 21});

        assertThat(ring.join(new long[] {10, 20})).contains(0L);
        Ring.Slice slice = ring.read(0, 10).orElseThrow();
        assertThat(slice.events()).extracting(FeedEvent::offset).containsExactly(10L, 20L);
        assertThat(slice.end().orElseThrow()).containsExactly(12, 21);
        assertThat(ring.read(0, 1).orElseThrow().end()).isEmpty();
    }

    @Test
    void letsNobodyJoinWhoNeedsWhatHasFallenOut() {
        Ring ring = new Ring(2, Long.MAX_VALUE, BEGIN);
        ring.append(List.of(Samples.event(0, 10), Samples.event(1, 20), Samples.event(0, 11)), new long[] {12, 21});

        assertThat(ring.join(new long[] {10, 20})).isEmpty();
        assertThat(ring.join(new long[] {11, 20})).contains(1L);
        assertThat(ring.read(0, 10)).isEmpty();
        assertThat(ring.read(1, 10).orElseThrow().events())
                .extracting(FeedEvent::offset)
                .containsExactly(20L, 11L);
    }

    @Test
    void letsAReaderThatBeginsAtTheEndPassOverNothing() {
        Ring ring = new Ring(10, Long.MAX_VALUE, BEGIN);
        ring.append(List.of(Samples.event(0, 10), Samples.event(1, 20)), new long[] {12, 21});

        assertThat(ring.join(new long[] {12, 21})).contains(2L);
        assertThat(ring.read(2, 10).orElseThrow().events()).isEmpty();
        assertThat(ring.join(new long[] {12, 20})).contains(0L);
        assertThat(ring.join(new long[] {11, 99})).contains(0L);
    }

    @Test
    void isBoundedByBytesToo() {
        int size = Samples.event(0, 10).size();
        Ring ring = new Ring(100, size * 3L / 2, BEGIN);
        ring.append(List.of(Samples.event(0, 10), Samples.event(0, 11)), new long[] {12, 20});
        assertThat(ring.join(new long[] {10, 20})).isEmpty();
        assertThat(ring.join(new long[] {11, 20})).contains(1L);
    }

    @Test
    void keepsNothingInMemoryThatHasFallenOut() {
        Ring ring = new Ring(100, 1, BEGIN);
        WeakReference<FeedEvent> dropped = append(ring);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return dropped.get() == null;
        });
        assertThat(ring.end()).containsExactly(11, 20);
    }

    private static WeakReference<FeedEvent> append(Ring ring) {
        FeedEvent event = Samples.event(0, 10);
        ring.append(List.of(event), new long[] {11, 20});
        return new WeakReference<>(event);
    }

    @Test
    void turnsEveryReaderOutWhenItBeginsAnew() {
        Ring ring = new Ring(2, Long.MAX_VALUE, BEGIN);
        ring.append(List.of(Samples.event(0, 10)), new long[] {11, 20});
        ring.restart(new long[] {3, 4});
        assertThat(ring.read(0, 10)).isEmpty();
        assertThat(ring.read(1, 10)).isEmpty();

        ring.append(List.of(Samples.event(0, 3)), new long[] {4, 4});
        long number = ring.join(new long[] {3, 4}).orElseThrow();
        assertThat(ring.read(number, 10).orElseThrow().events())
                .extracting(FeedEvent::offset)
                .containsExactly(3L);
    }

    @Test
    void coversWhateverIsNeitherOlderThanItsFirstNorNewerThanItsLast() {
        Ring ring = new Ring(2, Long.MAX_VALUE, BEGIN);
        ring.append(List.of(Samples.event(0, 10), Samples.event(0, 11), Samples.event(0, 12)), new long[] {13, 20});
        assertThat(ring.covers(new long[] {11, 20})).isTrue();
        assertThat(ring.covers(new long[] {13, 20})).isTrue();
        assertThat(ring.covers(new long[] {10, 20})).as("fallen out").isFalse();
        assertThat(ring.covers(new long[] {13, 21})).as("not read yet").isFalse();
        assertThat(ring.covers(new long[] {13})).as("of another feed").isFalse();
    }

    @Test
    void letsAReaderWhoHasEverythingJoin() {
        Ring ring = new Ring(2, Long.MAX_VALUE, BEGIN);
        assertThat(ring.join(ring.end())).contains(0L);
        assertThat(ring.join(new long[] {9, 20})).isEmpty();
    }
}
