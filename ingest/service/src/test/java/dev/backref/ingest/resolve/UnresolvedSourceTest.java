package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.LocationSignal.Resolved;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnresolvedSourceTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Manifest OTHER = Samples.manifest("hub/app", "other");
    private static final Look TIMED_OUT = new Look.Later(LookFailure.TIMED_OUT, "30 s", Optional.empty());

    private final OneRegistry hub = new OneRegistry();

    @Test
    void signalsTheFirstFailureAtOnceAndTheSameTroubleNotAgain() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.commit();
        assertThat(hub.signals)
                .containsExactly(new Unresolved(IMAGE, "unreachable", "connection refused", Samples.T0, Samples.T0));
        assertThat(hub.observations).isEmpty();
    }

    @Test
    void signalsTroubleAgainWhenItsReasonChangesAndKeepsItsBeginning() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(TIMED_OUT);
        hub.commit();
        assertThat(hub.signals)
                .last()
                .isEqualTo(new Unresolved(IMAGE, "timed-out", "30 s", Samples.T0, Samples.T0.plusSeconds(1)));
    }

    @Test
    void signalsLastingTroubleAgainEveryFewMinutes() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Patience.BETWEEN_SIGNALS);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.commit();
        assertThat(hub.signals).hasSize(2);
    }

    @Test
    void endsTroubleInTheBatchOfTheObservation() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.commit();
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).hasSize(1);
        assertThat(hub.signals).last().isEqualTo(new Resolved(IMAGE, Samples.T0.plusSeconds(1)));
        assertThat(hub.table).isEmpty();
    }

    @Test
    void tellsTheEndOnlyOfTroubleThatWasSignalled() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.signals).isEmpty();
    }

    @Test
    void endsTroubleWhenTheSourceTurnsOutToBeGoneButNotBeforeThatIsBelieved() {
        hub.receive(PUSH, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.signals).noneMatch(Resolved.class::isInstance);
        for (long wait : new long[] {200, 1_000, 5_000, 30_000}) {
            hub.pass(Duration.ofMillis(wait));
            hub.lookAndAnswer(new Look.Gone());
        }
        hub.commit();
        assertThat(hub.signals).filteredOn(Resolved.class::isInstance).hasSize(1);
        assertThat(hub.observations).hasSize(1);
    }

    @Test
    void endsTroubleOnceAlthoughADeletedManifestIsAskedForAgain() {
        hub.receive(DELETE, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(Samples.found("image"));
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.signals).filteredOn(Resolved.class::isInstance).hasSize(1);
    }

    @Test
    void remembersAfterARestartThatTroubleWasSignalled() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.commit();
        hub.restart();
        assertThat(hub.work().pending()).isEqualTo(1);
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.signals).filteredOn(Resolved.class::isInstance).hasSize(1);
        assertThat(hub.table).isEmpty();
    }

    @Test
    void neverGivesUpAndWaitsAtMostFiveMinutes() {
        hub.receive(NAMED_BY, "1", IMAGE);
        for (int attempt = 0; attempt < 300; attempt++) {
            hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).hasSize(1);
    }

    @Test
    void signalsAPushThatNobodyCouldLookIntoForTooLong() {
        hub.client.opensIn = Optional.of(Duration.ofHours(1));
        hub.receive(PUSH, "2", OTHER);
        assertThat(hub.next()).isEmpty();
        hub.pass(Patience.UNANSWERED);
        hub.tellUnanswered();
        hub.tellUnanswered();
        hub.commit();
        assertThat(hub.signals)
                .filteredOn(signal -> about(signal).equals(OTHER))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(((Unresolved) signal).reason()).isEqualTo("waiting");
                    assertThat(((Unresolved) signal).since()).isEqualTo(Samples.T0);
                });
        hub.pass(Duration.ofHours(1));
        hub.client.opensIn = Optional.of(Duration.ZERO);
        hub.lookAndAnswer(Samples.found("other"));
        hub.commit();
        assertThat(hub.signals).contains(new Resolved(OTHER, hub.now));
    }

    /** The webhook was faster than the registry, which then has no time for anybody. */
    @Test
    void signalsAPushWhoseFirstAnswerIsDoubtedAndThatNobodyCouldLookIntoAgain() {
        hub.receive(PUSH, "2", OTHER);
        hub.lookAndAnswer(new Look.Gone());
        hub.client.opensIn = Optional.of(Duration.ofHours(1));
        hub.tellUnanswered();
        hub.pass(Duration.ofSeconds(1));
        hub.tellUnanswered();
        hub.commit();
        assertThat(hub.signals).as("it is asked again soon").noneMatch(Unresolved.class::isInstance);
        hub.pass(Patience.UNANSWERED);
        hub.tellUnanswered();
        hub.tellUnanswered();
        hub.commit();
        assertThat(hub.signals)
                .filteredOn(Unresolved.class::isInstance)
                .singleElement()
                .satisfies(signal -> {
                    assertThat(((Unresolved) signal).reason()).isEqualTo("waiting");
                    assertThat(((Unresolved) signal).since()).isEqualTo(Samples.T0);
                });
        hub.client.opensIn = Optional.of(Duration.ZERO);
        hub.lookAndAnswer(Samples.found("other"));
        hub.commit();
        assertThat(hub.signals).contains(new Resolved(OTHER, hub.now));
    }

    @Test
    void aReportBringsALookForwardButNotBelowTheShortestWait() {
        hub.receive(NAMED_BY, "1", IMAGE);
        for (int failures = 0; failures < 20; failures++) {
            hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        assertThat(hub.work().nextTurn(hub.now).orElseThrow()).isAfter(hub.now.plusSeconds(1));
        hub.receive(PUSH, "2", IMAGE);
        assertThat(hub.work().nextTurn(hub.now)).contains(hub.now.plus(Patience.FIRST_BACKOFF));
    }

    @Test
    void deadLettersWhatWillNeverDoAndSaysSo() {
        RegistryEvent push = Samples.event(PUSH, "1", IMAGE);
        hub.receive(push);
        hub.lookAndAnswer(new Look.Refused(LookFailure.TOO_LARGE, "too many bytes"));
        hub.commit();
        assertThat(hub.deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(IMAGE.key());
            assertThat(letter.value()).isEqualTo(Json.write(push));
            assertThat(letter.refusal().reason()).isEqualTo("too-large");
            assertThat(letter.refusal().detail()).isEqualTo("too many bytes");
        });
        Optional<Instant> nothing = Optional.of(RegistryEvent.NOT_ASKED);
        assertThat(hub.signals).contains(new Rejected(IMAGE, "too-large", "too many bytes", Samples.T0, nothing));
        assertThat(hub.observations).isEmpty();
        assertThat(hub.table).containsOnlyKeys("hub");
    }

    @Test
    void looksOnceMoreAtWhatWasReportedWhileItWasRefused() {
        hub.receive(PUSH, "1", IMAGE);
        Attempt look = hub.look();
        hub.receive(PUSH, "2", IMAGE);
        hub.answer(look, new Look.Refused(LookFailure.TOO_LARGE, "too many bytes"));
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).extracting(Observation::cause).containsExactly(new Cause(PUSH, "2"));
    }

    private static Source about(LocationSignal signal) {
        return signal instanceof Unresolved unresolved ? unresolved.source() : IMAGE;
    }
}
