package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.RegistrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OneLookAtATimeTest {
    private static final Source.Tag LATEST = Samples.tag("hub/app", "latest");
    private static final Digest ONE = Digest.sha256(Samples.content("one"));
    private static final Digest TWO = Digest.sha256(Samples.content("two"));

    @Test
    void looksOnceMoreAfterALookDuringWhichEventsArrived() {
        OneRegistry hub = new OneRegistry();
        hub.receive(PUSH, "1", LATEST);
        Attempt look = hub.look();
        hub.receive(PUSH, "2", LATEST);
        hub.receive(PUSH, "3", LATEST);
        assertThat(hub.next()).isEmpty();
        hub.answer(look, new Look.PointsTo(ONE));
        hub.lookAndAnswer(new Look.PointsTo(TWO));
        assertThat(hub.next()).isEmpty();
        hub.commit();
        assertThat(hub.observations)
                .extracting(Observation::cause)
                .containsExactly(new Cause(PUSH, "1"), new Cause(PUSH, "2"));
        assertThat(hub.observations)
                .extracting(Observation::finding)
                .containsExactly(new Observation.PointsTo(ONE), new Observation.PointsTo(TWO));
    }

    @Test
    void aLookUnderWayAnswersWhoFoundItsSourceNamedBeforeItBegan() {
        OneRegistry hub = new OneRegistry();
        Source entry = Samples.manifest("hub/app", "entry");
        hub.receive(PUSH, "1", entry);
        Attempt look = hub.look();
        hub.receive(NAMED_BY, "list", entry);
        hub.answer(look, Samples.found("entry"));
        assertThat(hub.next()).isEmpty();

        hub.receive(PUSH, "2", entry);
        Attempt another = hub.look();
        hub.receive(RegistryEvent.wanted(entry, new Cause(NAMED_BY, "younger"), hub.now.plusMillis(1)));
        hub.answer(another, Samples.found("entry"));
        assertThat(hub.next()).isPresent();
    }

    @Test
    void lookingOnceMoreSurvivesARestart() {
        OneRegistry hub = new OneRegistry();
        hub.receive(PUSH, "1", LATEST);
        hub.look();
        hub.receive(DELETE, "2", LATEST);
        hub.commit();
        hub.restart();
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::cause).containsExactly(new Cause(DELETE, "2"));
    }

    @Test
    void anEventWhoseLookHasNotEndedIsInTheTable() {
        OneRegistry hub = new OneRegistry();
        hub.receive(PUSH, "1", LATEST);
        hub.look();
        hub.commit();
        assertThat(hub.table).containsOnlyKeys(LATEST.key());
        hub.restart();
        hub.lookAndAnswer(new Look.PointsTo(ONE));
        hub.commit();
        assertThat(hub.observations).hasSize(1);
        assertThat(hub.table).containsOnlyKeys("hub");
    }

    @Test
    void aRetryThatIsDueLaterIsDueThenAfterARestartToo() {
        OneRegistry hub = new OneRegistry();
        hub.receive(PUSH, "1", LATEST);
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        hub.restart();
        hub.pass(Duration.ofMillis(999));
        assertThat(hub.next()).isEmpty();
        hub.pass(Duration.ofMillis(1));
        assertThat(hub.next()).isPresent();
    }

    @Test
    void webhooksGoBeforeWhatTheIndexWants() {
        OneRegistry hub = new OneRegistry(new RegistrySettings.Budget(1, 1_000));
        hub.receive(NAMED_BY, "w1", Samples.manifest("hub/app", "w1"));
        hub.receive(NAMED_BY, "w2", Samples.manifest("hub/app", "w2"));
        hub.receive(NAMED_BY, "both", Samples.manifest("hub/app", "both"));
        hub.receive(PUSH, "p", Samples.manifest("hub/app", "p"));
        hub.receive(PUSH, "both", Samples.manifest("hub/app", "both"));
        List<String> order = new ArrayList<>();
        Optional<Attempt> next = hub.next();
        while (next.isPresent()) {
            order.add(next.get().task().todo().causes().newest().cause().id());
            hub.answer(next.get(), Samples.found("x"));
            next = hub.next();
        }
        assertThat(order).containsExactly("p", "both", "w1", "w2");
    }

    @Test
    void keepsToTheNumberOfLooksAtOnce() {
        OneRegistry hub = new OneRegistry(new RegistrySettings.Budget(2, 1_000));
        for (int source = 0; source < 3; source++) {
            hub.receive(PUSH, "p", Samples.manifest("hub/app", "m" + source));
        }
        Attempt first = hub.look();
        hub.look();
        assertThat(hub.next()).isEmpty();
        assertThat(hub.work().nextTurn(hub.now)).isEmpty();
        hub.answer(first, Samples.found("m0"));
        assertThat(hub.next()).isPresent();
    }

    @Test
    void beginsALookOnlyWhenItNeedNotWaitForTheBudgetOfRequests() {
        OneRegistry hub = new OneRegistry();
        hub.receive(NAMED_BY, "w", Samples.manifest("hub/app", "w"));
        hub.client.opensIn = Optional.of(Duration.ofMillis(100));
        assertThat(hub.next()).isEmpty();
        assertThat(hub.work().nextTurn(hub.now)).contains(Samples.T0.plusMillis(100));
        hub.receive(PUSH, "p", Samples.manifest("hub/app", "p"));
        hub.client.opensIn = Optional.empty();
        assertThat(hub.next()).isEmpty();
        assertThat(hub.work().nextTurn(hub.now)).isEmpty();
        hub.client.opensIn = Optional.of(Duration.ZERO);
        assertThat(hub.look().task().todo().causes().newest().cause().kind()).isEqualTo(PUSH);
    }

    @Test
    void saysThatTheRegistryWasHeardFromWithTheFirstWebhookWorkedOffAndOnlyOnce() {
        OneRegistry hub = new OneRegistry();
        hub.restart();
        hub.receive(NAMED_BY, "w", Samples.manifest("hub/app", "w"));
        hub.lookAndAnswer(Samples.found("w"));
        hub.receive(PUSH, "1", LATEST);
        hub.commit();
        assertThat(hub.signals)
                .containsExactly(new LocationSignal.Registry("hub", RegistryHistory.NONE, Optional.empty()));
        hub.lookAndAnswer(new Look.PointsTo(ONE));
        hub.receive(PUSH, "2", LATEST);
        hub.lookAndAnswer(new Look.PointsTo(TWO));
        hub.commit();
        hub.pass(Duration.ofDays(1));
        hub.restart();
        hub.commit();
        LocationSignal heard = new LocationSignal.Registry("hub", RegistryHistory.NONE, Optional.of(Samples.T0));
        assertThat(hub.signals.subList(1, hub.signals.size())).containsExactly(heard, heard);
    }
}
