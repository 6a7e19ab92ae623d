package dev.backref.indexer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompletenessTest {
    @Test
    void isCompleteOnlyWhereAllIs() {
        assertThat(State.of(0, 0)).isEqualTo(State.UNKNOWN);
        assertThat(State.of(0, 3)).isEqualTo(State.UNKNOWN);
        assertThat(State.of(2, 3)).isEqualTo(State.PARTIAL);
        assertThat(State.of(3, 3)).isEqualTo(State.COMPLETE);
        assertThat(State.of(List.of())).isEqualTo(State.UNKNOWN);
        assertThat(State.of(List.of(State.UNKNOWN, State.UNKNOWN))).isEqualTo(State.UNKNOWN);
        assertThat(State.of(List.of(State.COMPLETE, State.UNKNOWN))).isEqualTo(State.PARTIAL);
        assertThat(State.of(List.of(State.COMPLETE, State.COMPLETE))).isEqualTo(State.COMPLETE);
    }

    @Test
    void isNotCompleteWhereSomethingLimitsIt() {
        Completeness complete = new Completeness("all", State.COMPLETE, Optional.empty(), Optional.empty(), List.of());
        Completeness limited = complete.limited("one thing");
        assertThat(limited.state()).isEqualTo(State.PARTIAL);
        assertThat(limited.reason()).contains("one thing");
        assertThat(limited.limited("another").reason()).contains("one thing; another");
        assertThat(new Completeness("all", State.UNKNOWN, Optional.empty(), Optional.empty(), List.of())
                        .limited("one thing")
                        .state())
                .isEqualTo(State.UNKNOWN);
    }
}
