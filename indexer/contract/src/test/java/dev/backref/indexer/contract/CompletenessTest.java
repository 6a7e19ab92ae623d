package dev.backref.indexer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    @Test
    void speaksForTheRegistriesThatAreConfiguredWhereItSpeaksForAll() {
        Completeness told =
                Completeness.of("all", List.of(registry("a", State.COMPLETE, 5), registry("old", State.PARTIAL, 1)));
        assertThat(told.state()).isEqualTo(State.PARTIAL);

        Completeness configured = told.ofConfigured(Set.of("a"));
        assertThat(configured.state()).isEqualTo(State.COMPLETE);
        assertThat(configured.oldest()).contains(Instant.ofEpochSecond(5));
        assertThat(configured.registries()).extracting(OfRegistry::name).containsExactly("a");

        Completeness another = told.ofConfigured(Set.of("b", "a"));
        assertThat(another.state()).isEqualTo(State.PARTIAL);
        assertThat(another.registries()).extracting(OfRegistry::name).containsExactly("a", "b");
        assertThat(told.limited("a shard is away").ofConfigured(Set.of("a")).state())
                .isEqualTo(State.PARTIAL);
        Completeness anywhere = Completeness.of("*/app", told.registries());
        assertThat(anywhere.ofConfigured(Set.of("a")).state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void saysWhatWasAskedForWhereItDoesNotSpeakForAll() {
        Completeness named = Completeness.of("old", List.of(registry("old", State.PARTIAL, 1)));
        assertThat(named.ofConfigured(Set.of("a"))).isEqualTo(named);
    }

    private static OfRegistry registry(String name, State state, long oldest) {
        return new OfRegistry(
                name,
                state,
                Basis.EVENTS,
                1,
                1,
                Optional.of(Instant.ofEpochSecond(oldest)),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
