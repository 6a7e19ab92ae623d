package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.CASCADE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When trouble begins and ends of what a registry with room for two sources left in the log. */
class LeftInTroubleTest {
    private static final Source.Manifest ONE = Samples.manifest("hub/app", "one");
    private static final Source.Manifest TWO = Samples.manifest("hub/app", "two");
    private static final Source.Manifest LEFT = Samples.manifest("hub/app", "left");

    private final OneRegistry hub = new OneRegistry(Samples.WIDE, 2);

    @Test
    void aSourceThatIsReportedAgainAndAgainHasWaitedSinceTheFirst() {
        full();
        for (int report = 0; report < 4; report++) {
            hub.arrive(PUSH, "left " + report, LEFT);
            hub.pass(Duration.ofSeconds(30));
        }
        hub.commit();
        assertThat(hub.signals)
                .filteredOn(Unresolved.class::isInstance)
                .hasSize(4)
                .allSatisfy(signal -> assertThat(((Unresolved) signal).since()).isEqualTo(Samples.T0));
    }

    @Test
    void aSourceInTroubleIsSoSinceThatBegan() {
        hub.arrive(NAMED_BY, "1", ONE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.arrive(PUSH, "2", TWO);
        hub.arrive(PUSH, "3", LEFT);
        hub.pass(Duration.ofSeconds(1));
        hub.arrive(PUSH, "4", ONE);
        hub.commit();
        assertThat(hub.signals).last().isEqualTo(waiting(ONE, Samples.T0, hub.now));
    }

    @Test
    void aLookThatBeganBeforeDoesNotEndTheTroubleOfWhatWasLeftDuringIt() {
        hub.arrive(PUSH, "1", ONE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.arrive(PUSH, "2", TWO);
        Attempt two = hub.look();
        Attempt one = hub.look();
        hub.arrive(PUSH, "3", LEFT);
        hub.arrive(PUSH, "4", ONE);
        hub.answer(one, Samples.found("one"));
        hub.commit();
        assertThat(hub.signals).doesNotHaveAnyElementsOfTypes(Resolved.class);
        assertThat(hub.signals).last().isInstanceOf(Unresolved.class);
        hub.answer(two, Samples.found("two"));
        hub.catchUp(Lane.REPORTED);
        hub.lookAndAnswer(Samples.found("left"));
        hub.lookAndAnswer(Samples.found("one"));
        hub.commit();
        assertThat(hub.signals).endsWith(new Resolved(LEFT, hub.now), new Resolved(ONE, hub.now));
    }

    @Test
    void whatIsCaughtUpWithDuringALookIsEndedByTheNext() {
        hub.arrive(PUSH, "1", ONE);
        hub.arrive(PUSH, "2", TWO);
        hub.arrive(PUSH, "3", LEFT);
        hub.arrive(PUSH, "4", ONE);
        Attempt one = hub.look();
        hub.lookAndAnswer(Samples.found("two"));
        hub.catchUp(Lane.REPORTED);
        hub.commit();
        hub.signals.clear();
        hub.answer(one, Samples.found("one"));
        hub.commit();
        assertThat(hub.signals).doesNotHaveAnyElementsOfTypes(Resolved.class);
        hub.lookAndAnswer(Samples.found("left"));
        hub.lookAndAnswer(Samples.found("one"));
        hub.commit();
        assertThat(hub.signals).containsExactly(new Resolved(LEFT, hub.now), new Resolved(ONE, hub.now));
    }

    @Test
    void whatCannotBeEndedByALookUnderWaySurvivesARestart() {
        hub.arrive(PUSH, "1", ONE);
        hub.arrive(PUSH, "2", TWO);
        hub.arrive(PUSH, "3", LEFT);
        hub.arrive(PUSH, "4", ONE);
        hub.look();
        hub.lookAndAnswer(Samples.found("two"));
        hub.catchUp(Lane.REPORTED);
        hub.commit();
        hub.restart();
        hub.lookAndAnswer(Samples.found("one"));
        hub.commit();
        assertThat(hub.signals).contains(new Resolved(ONE, hub.now));
    }

    @Test
    void aRefusalDoesNotEndTheTroubleOfWhatWasLeftDuringTheLook() {
        full();
        Attempt one = hub.look();
        hub.arrive(PUSH, "3", LEFT);
        hub.arrive(PUSH, "4", ONE);
        hub.answer(one, new Look.Refused(LookFailure.TOO_LARGE, "too many bytes"));
        hub.commit();
        assertThat(hub.signals)
                .endsWith(
                        new Rejected(
                                ONE, "too-large", "too many bytes", Samples.T0, Optional.of(RegistryEvent.NOT_ASKED)),
                        waiting(ONE, Samples.T0, Samples.T0));
    }

    @Test
    void whatWasReportedAndIsThenAnsweredWithoutALookIsNotInTroubleForEver() {
        full();
        hub.arrive(CASCADE, "3", LEFT, Lane.REPORTED); // As the delete of a tag of it is reported by some.
        hub.lookAndAnswer(Samples.found("one"));
        hub.lookAndAnswer(Samples.found("two"));
        hub.pass(Duration.ofSeconds(1));
        hub.arrive(CASCADE, "4", Samples.repository("hub/app"));
        hub.lookAndAnswer(new Look.Gone());
        hub.catchUp(Lane.REPORTED);
        hub.commit();
        assertThat(hub.next()).isEmpty();
        assertThat(sources()).last().isEqualTo(LEFT);
        assertThat(hub.signals).last().isEqualTo(new Resolved(LEFT, hub.now));
    }

    @Test
    void onceSomethingIsDeletedUnreadEveryLookEndsWhatItMayHaveLeftOpenAlsoAfterARestart() {
        full();
        hub.arrive(PUSH, "3", LEFT);
        hub.lose(Lane.REPORTED, 3);
        hub.commit();
        hub.restart();
        hub.lookAndAnswer(Samples.found("one"));
        hub.lookAndAnswer(Samples.found("two"));
        hub.catchUp(Lane.REPORTED);
        hub.arrive(PUSH, "4", LEFT);
        hub.lookAndAnswer(Samples.found("left"));
        hub.commit();
        assertThat(hub.signals).contains(new Resolved(LEFT, hub.now));
    }

    private void full() {
        hub.arrive(PUSH, "1", ONE);
        hub.arrive(PUSH, "2", TWO);
    }

    private List<Source> sources() {
        return hub.observations.stream().map(Observation::source).toList();
    }

    private static LocationSignal waiting(Source source, Instant since, Instant at) {
        return new Unresolved(source, "waiting", "no look at it has ended since it was reported", since, at);
    }
}
