package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.HeldUp;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the index tells of sweeps that do not come to their end. */
class SweepTroubleTest {
    private static final SampleManifest APP = image("app");
    private static final Source V1 = new Source.Tag(SweptRegistry.AT, "v1");

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void saysWhatHoldsUpASweepUntilThatHasEnded() {
        Sweep sweep = begun();
        HeldUp heldUp = new HeldUp(V1, "unauthorized", "answered 403", registry.now());
        registry.topology.takeFacts();
        registry.signal(heldUp);
        registry.signal(heldUp);
        assertThat(states()).singleElement().satisfies(told -> {
            assertThat(told.swept()).isEmpty();
            assertThat(told.sweeping()).isPresent();
            assertThat(told.failing().orElseThrow().detail()).isEqualTo("old/team/app:v1: answered 403");
        });
        registry.settle();
        assertThat(states()).last().satisfies(told -> {
            assertThat(told.swept().orElseThrow().at()).isEqualTo(sweep.began());
            assertThat(told.failing()).isEmpty();
        });
    }

    /** What a webhook asks for, and no sweep, holds up none. */
    @Test
    void isNotHeldUpByWhatItDoesNotWaitFor() {
        begun();
        registry.topology.takeFacts();
        registry.signal(
                new HeldUp(new Source.Tag(SweptRegistry.AT, "of-a-webhook"), "server-error", "500", registry.now()));
        assertThat(states()).isEmpty();
    }

    /** One that is held up for weeks would else keep the listings of as many days. */
    @Test
    void keepsNoMoreThanTheLastListingBehindASweepThatIsHeldUp() {
        for (int number = 0; number < 50; number++) {
            registry.tag("t" + number, APP);
        }
        Sweep last = begun();
        for (int step = 0; pieces() > 0; step++) { // It is compared, and nobody answers what it asks for.
            assertThat(step).isLessThan(100);
            registry.topology.step();
        }
        for (int day = 0; day < 5; day++) {
            last = registry.begin();
            registry.pieces(last, 10).forEach(registry::signal);
        }
        assertThat(pieces()).isEqualTo(registry.pieces(last, 10).size());
        registry.topology.takeFacts();
        registry.settle();
        assertThat(pieces()).isZero();
        Sweep end = last;
        assertThat(states())
                .last()
                .satisfies(told -> assertThat(told.swept().orElseThrow().at()).isEqualTo(end.began()));
    }

    @Test
    void doesNotTakeForSweptWhatNobodyHasAnswered() {
        begun();
        registry.topology.takeFacts();
        registry.topology.takeWanted(); // Nobody has read it.
        registry.topology.pass(Duration.ofDays(8));
        registry.settle();
        assertThat(states()).last().satisfies(told -> {
            assertThat(told.swept()).isEmpty();
            assertThat(told.failing().orElseThrow().reason()).isEqualTo("lost");
        });
    }

    /** Whoever asked for that enumeration is not answered by what had begun before. */
    @Test
    void hasNotEndedWhereOneFailsThatBeganBeforeTheEnumeration() {
        Sweep before = registry.begin();
        Instant enumeration = registry.now().plusMillis(1);
        registry.signal(new Enlisted(SweptRegistry.AT, enumeration));
        registry.signal(new SweepFailed(SweptRegistry.AT, before, "timed-out", "hangs", registry.now()));
        assertThat(states()).last().matches(told -> !told.hasEndedSinceEnlisted());
        registry.signal(new SweepFailed(SweptRegistry.AT, registry.begin(), "timed-out", "hangs", registry.now()));
        assertThat(states()).last().matches(SweepState::hasEndedSinceEnlisted);
    }

    @Test
    void isNotFailingForARepositoryThatIsGone() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.tags.clear();
        registry.manifests.clear();
        registry.topology.takeFacts();
        registry.signal(new SweepFailed(
                SweptRegistry.AT, registry.begin(), SweepFailed.NOT_FOUND, "no such repository", registry.now()));
        assertThat(states()).last().satisfies(told -> assertThat(told.failing()).isPresent());
        registry.settle();
        assertThat(states()).last().satisfies(told -> assertThat(told.failing()).isEmpty());
    }

    @Test
    void isIncompleteForAListOnlyUntilItCanBeRead() {
        registry.tag("v1", APP);
        registry.sweep();
        Source.Referrers list = new Source.Referrers(SweptRegistry.AT, APP.digest());
        registry.signal(new Rejected(list, "bad-answer", "answered 412", registry.now(), Optional.empty()));
        assertThat(registry.answer(APP.digest()).knowledge().rejected()).isPresent();
        assertThat(registry.knowledge(SweptRegistry.AT).rejected())
                .as("of others nothing is missing")
                .isEmpty();
        Cause why = new Cause(Cause.Kind.SWEEP, "later");
        registry.signal(new ListedReferrers(list, List.of(), why, true, registry.now(), Optional.empty()));
        assertThat(registry.answer(APP.digest()).knowledge().rejected()).isEmpty();
    }

    private Sweep begun() {
        registry.tag("v1", APP);
        Sweep sweep = registry.begin();
        registry.pieces(sweep, 10).forEach(registry::signal);
        registry.topology.step();
        return sweep;
    }

    private long pieces() {
        long[] found = {0};
        new Table(registry.topology.store("locations")).each(RowKey.of("SP"), (key, piece) -> {
            found[0]++;
            return true;
        });
        return found[0];
    }

    private List<SweepState> states() {
        return registry.topology.takeFacts().stream()
                .filter(LocationState.class::isInstance)
                .flatMap(fact -> ((LocationState) fact).sweeps().stream())
                .toList();
    }
}
