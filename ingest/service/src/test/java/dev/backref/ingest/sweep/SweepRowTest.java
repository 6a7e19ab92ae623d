package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a repository is swept beside the passes. */
class SweepRowTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void aSweepAnswersNobodyWhoAskedAfterItBegan() {
        SweepRow row = SweepRow.NOTHING.asked("app", T0).asked("app", T0.plusSeconds(2));
        assertThat(row.listed("app", T0.plusSeconds(1)).alone()).containsEntry("app", T0.plusSeconds(2));
        assertThat(row.listed("app", T0.plusSeconds(2)).alone()).isEmpty();
    }

    @Test
    void whoeverAsksNeedNotWaitForTheNextTry() {
        SweepRow row = SweepRow.NOTHING.alone("app", T0.plusSeconds(600)).asked("app", T0);
        assertThat(row.alone()).containsEntry("app", T0);
    }

    @Test
    void theNextTryKeepsNobodyWaitingWhoHasAskedMeanwhile() {
        SweepRow row = SweepRow.NOTHING.asked("app", T0).alone("app", T0.plusSeconds(600));
        assertThat(row.alone()).containsEntry("app", T0);
    }
}
