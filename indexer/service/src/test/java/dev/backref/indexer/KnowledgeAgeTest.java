package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.Failing;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As of when a registry is known, and that it is said when that gets no newer. */
class KnowledgeAgeTest {
    private static final String HIDDEN = "1 of them cannot be read";

    private final SweptRegistry registry = new SweptRegistry(Basis.DIGESTS);

    @AfterEach
    void close() {
        registry.close();
    }

    /** What was pushed since to a repository that nobody has heard of is in no sweep of the others. */
    @Test
    void isThatOfTheLastEnumerationHoweverOftenItsRepositoriesAreSweptSince() {
        Instant enumeration = enumerate(Optional.empty());
        registry.sweep();
        registry.pass(Duration.ofDays(3));
        registry.sweep();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
        assertThat(registry.ofRegistry().oldest()).contains(enumeration);
        Instant next = enumerate(Optional.empty());
        Instant swept = registry.sweep().began();
        assertThat(swept).isAfter(next);
        assertThat(registry.ofRegistry().oldest()).contains(next);
    }

    @Test
    void isNotThatOfAllOnceTheRegistryHidesSomeOfItsRepositories() {
        enumerate(Optional.empty());
        registry.sweep();
        enumerate(Optional.of(HIDDEN));
        registry.sweep();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofRegistry().reason()).contains(HIDDEN);
        assertThat(registry.ofLocation(SweptRegistry.AT).state())
                .as("this one is listed")
                .isEqualTo(State.COMPLETE);
        enumerate(Optional.empty());
        registry.sweep();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void standsStillWhereSweepsFailAndEveryAnswerSaysSo() {
        enumerate(Optional.empty());
        registry.sweep();
        fail();
        Instant since = registry.now();
        registry.pass(Duration.ofDays(1));
        fail();
        Failing failing = new Failing(1, since, "unauthorized, answered 401");
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
        assertThat(registry.ofRegistry().failing()).contains(failing);
        assertThat(registry.ofLocation(SweptRegistry.AT).failing()).contains(failing);
        registry.sweep();
        assertThat(registry.ofRegistry().failing()).isEmpty();
        assertThat(registry.ofLocation(SweptRegistry.AT).failing()).isEmpty();
    }

    @Test
    void isNoneYetWhereTheFirstSweepFailsAndWhyIsSaid() {
        enumerate(Optional.empty());
        fail();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofRegistry().reason())
                .contains("1 repository cannot be swept, the first since " + registry.now()
                        + ": unauthorized, answered 401");
    }

    /** Else it would be taken for what is announced, and that gets no older. */
    @Test
    void isThatOfItsOwnSweepWhereNobodyListedTheRegistry() {
        Instant swept = registry.sweep().began();
        OfRegistry alone = registry.ofLocation(SweptRegistry.AT);
        assertThat(alone.state()).isEqualTo(State.COMPLETE);
        assertThat(alone.oldest()).contains(swept);
        assertThat(alone.basis()).isEqualTo(Basis.DIGESTS);
    }

    private void fail() {
        Instant at = registry.now().plusMillis(2);
        registry.signal(new SweepFailed(SweptRegistry.AT, registry.begin(), "unauthorized", "answered 401", at));
    }

    private Instant enumerate(Optional<String> trouble) {
        Instant began = registry.now().plusMillis(1);
        registry.signal(new Enlisted(SweptRegistry.AT, began));
        registry.signal(
                new Enumerated(SweptRegistry.AT.registry(), began, 1, trouble.isEmpty(), Basis.DIGESTS, trouble));
        return began;
    }
}
