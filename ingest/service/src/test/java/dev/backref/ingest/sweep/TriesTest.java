package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriesTest {
    private final Tries tries = new Tries();

    @Test
    void putsOffWhatHasFailedThreeTimesAndBeginsAnewThen() {
        assertThat(fail("a", "a", "a", "a", "a", "a")).containsExactly(true, true, false, true, true, false);
    }

    /** As one that was asked for alone and one of a pass: neither would ever be put off, and nothing else be swept. */
    @Test
    void putsOffBothOfTwoThatFailInTurn() {
        assertThat(fail("a", "b", "a", "b", "a", "b")).containsExactly(true, true, true, true, false, false);
    }

    @Test
    void forgetsTheEldestOfTooMany() {
        fail("a", "a");
        for (int each = 0; each < 1_000; each++) {
            fail("other " + each);
        }
        assertThat(fail("a")).containsExactly(true);
    }

    private List<Boolean> fail(String... repositories) {
        List<Boolean> more = new ArrayList<>();
        for (String repository : repositories) {
            more.add(tries.more(repository));
        }
        return more;
    }
}
