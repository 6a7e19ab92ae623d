package dev.backref.indexer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import org.junit.jupiter.api.Test;

class CompletenessTest {
    @Test
    void isCompleteOnlyWhereAllIs() {
        assertThat(State.of(0, 0)).isEqualTo(State.UNKNOWN);
        assertThat(State.of(0, 3)).isEqualTo(State.UNKNOWN);
        assertThat(State.of(2, 3)).isEqualTo(State.PARTIAL);
        assertThat(State.of(3, 3)).isEqualTo(State.COMPLETE);
    }
}
