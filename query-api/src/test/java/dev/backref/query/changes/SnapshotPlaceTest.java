package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotPlaceTest {
    private static final EdgesAnswer.Place EDGE =
            new EdgesAnswer.Place(Samples.digest("s"), Samples.digest("r"), new Location("local", "a/b"));
    private static final SnapshotPlace FIRST = SnapshotPlace.first(
            FeedCursor.of(new long[] {7, 0, 123_456_789}), new long[] {3, LastShown.NONE, 99}, "mark", 0);

    @Test
    void isReadAsItWasWritten() {
        for (SnapshotPlace place : new SnapshotPlace[] {FIRST, FIRST.behind(EDGE), FIRST.before(1)}) {
            assertThat(SnapshotPlace.parse(place.toString())).isEqualTo(place);
            assertThat(place.toString()).matches("[A-Za-z0-9._~-]+");
        }
        assertThat(FIRST.behind(EDGE).before(1)).isEqualTo(FIRST.before(1));
    }

    @Test
    void demandsOfEachPartitionWhatTheLastChangeBeforeTheCursorShowed() {
        assertThat(FIRST.atLeast()).contains(new Position(Position.GENERATION, 0, 3, Instant.EPOCH));
        assertThat(FIRST.before(1).atLeast()).isEmpty();
        assertThat(FIRST.before(2).atLeast()).contains(new Position(Position.GENERATION, 2, 99, Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "abc", "abc~0", "end"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> SnapshotPlace.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void refusesOneThatWasCutOrEdited() {
        String text = FIRST.behind(EDGE).toString();
        refuses(text.substring(1));
        refuses(text.substring(0, text.length() - 1));
        refuses(sealed(FeedCursor.of(new long[] {1}) + " 1 mark 1"));
        refuses(sealed(FeedCursor.of(new long[] {1}) + " 1.2 mark 0"));
        refuses(sealed(FeedCursor.of(new long[] {1}) + " x- mark 0"));
        refuses(sealed(FeedCursor.of(new long[] {1}) + " 1 mark 0 sha256:a b c"));
        refuses(sealed("1.2~3 1 mark 0"));
        refuses(sealed(FeedCursor.of(new long[] {1}) + " -7 mark 0"));
        refuses(sealed(FeedCursor.of(new long[] {1}) + " zzzzzzzzzzzz mark 0"));
        assertThat(SnapshotPlace.parse(sealed(FeedCursor.of(new long[] {1}) + " 1 mark 0"))
                        .shown())
                .containsExactly(1L);
    }

    private static void refuses(String text) {
        assertThatThrownBy(() -> SnapshotPlace.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** With the checksum that belongs to it. */
    private static String sealed(String plain) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        return text + "~" + FeedCursor.checksum(text);
    }
}
