package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkTest {
    private static final Source.Manifest STRANGER = Samples.manifest("nowhere/app", "image");

    private final Batch batch = new Batch();

    @Test
    void refusesAnEventOfARegistryThatIsNotConfigured() {
        RegistryEvent push = Samples.event(PUSH, "1", STRANGER);
        new Work(List.of(hub(Samples.WIDE))).arrived(arrival(push), Samples.T0, batch);
        assertThat(batch.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.refusal().reason()).isEqualTo("unknown-registry"));
        assertThat(batch.signals())
                .singleElement()
                .satisfies(signal ->
                        assertThat(((LocationSignal.Rejected) signal).source()).isEqualTo(STRANGER));
    }

    @Test
    void keepsWhatIsLeftToDoAtARegistryThatIsNotConfiguredUntilItIsAgain() {
        Todo todo = Todo.at(Causes.of(Samples.event(PUSH, "1", STRANGER)), Samples.T0);
        byte[] row = Row.ofSource(Optional.of(todo), Optional.empty(), false).json();
        Work without = new Work(List.of(hub(Samples.WIDE)));
        Instant later = Samples.T0.plusSeconds(30);
        without.restore(STRANGER.key(), row, later, batch);
        assertThat(without.unconfigured().sources()).containsExactly(Map.entry("nowhere", 1));
        assertThat(batch.deadLetters()).isEmpty();
        assertThat(batch.signals())
                .containsExactly(new LocationSignal.Unresolved(
                        STRANGER, "not-configured", "no registry is configured as \"nowhere\"", Samples.T0, later));
        RowChange kept = batch.rows().get(0);
        assertThat(kept.key()).isEqualTo(STRANGER.key());

        RegistryWork back = work("nowhere", Samples.WIDE);
        Batch then = new Batch();
        new Work(List.of(back)).restore(kept.key(), Objects.requireNonNull(kept.value()), later, then);
        Attempt attempt = back.next(later).orElseThrow();
        back.answered(attempt, Samples.found("image"), later, then);
        assertThat(then.observations())
                .singleElement()
                .satisfies(found -> assertThat(found.source()).isEqualTo(STRANGER));
        assertThat(then.signals()).contains(new LocationSignal.Resolved(STRANGER, later));
    }

    @Test
    void saysOnceThatASourceWaitsForItsRegistryHoweverOftenItIsRestored() {
        Todo todo = Todo.at(Causes.of(Samples.event(PUSH, "1", STRANGER)), Samples.T0);
        byte[] row = Row.ofSource(Optional.of(todo), Optional.empty(), false).json();
        new Work(List.of(hub(Samples.WIDE))).restore(STRANGER.key(), row, Samples.T0, batch);
        byte[] kept = Objects.requireNonNull(batch.rows().get(0).value());
        Batch again = new Batch();
        new Work(List.of(hub(Samples.WIDE))).restore(STRANGER.key(), kept, Samples.T0.plusSeconds(3600), again);
        assertThat(again.isEmpty()).isTrue();
    }

    @Test
    void saysNothingOfWhatOnlyTheIndexWantsAtARegistryThatIsNotConfigured() {
        Todo todo = Todo.at(Causes.of(Samples.event(NAMED_BY, "1", STRANGER)), Samples.T0);
        byte[] row = Row.ofSource(Optional.of(todo), Optional.empty(), false).json();
        Work without = new Work(List.of(hub(Samples.WIDE)));
        without.restore(STRANGER.key(), row, Samples.T0, batch);
        assertThat(batch.isEmpty()).isTrue();
        assertThat(without.unconfigured().sources()).containsExactly(Map.entry("nowhere", 1));
    }

    @Test
    void claimsNoMoreThatAllIsAnnouncedByARegistryThatIsNoLongerConfigured() {
        Webhooks heard = new Webhooks(Samples.registry("nowhere", Samples.WIDE));
        heard.workedOff(Samples.T0, new Batch());
        byte[] row = WebhooksTest.row(heard).json();
        Work work = new Work(List.of(hub(Samples.WIDE)));
        work.restore("nowhere", row, Samples.T0.plusSeconds(9), batch);
        assertThat(batch.signals())
                .containsExactly(
                        new LocationSignal.Registry("nowhere", RegistryHistory.UNKNOWN, Optional.of(Samples.T0)));
        byte[] closed = Objects.requireNonNull(batch.rows().iterator().next().value());
        assertThat(Json.read(closed, Row.class).closed()).contains(Samples.T0.plusSeconds(9));
        Batch later = new Batch();
        work.restore("nowhere", closed, Samples.T0.plusSeconds(99), later);
        assertThat(later.rows()).as("it was closed before").isEmpty();
    }

    @Test
    void deadLettersARowThatItCannotReadAndGoesOn() {
        byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
        new Work(List.of(hub(Samples.WIDE))).restore("hub/app:latest", nonsense, Samples.T0, batch);
        assertThat(batch.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(nonsense);
            assertThat(letter.refusal().reason()).isEqualTo("undecodable-row");
        });
    }

    @Test
    void anAnswerForWorkThatWasDroppedIsNobodys() {
        RegistryWork before = hub(Samples.WIDE);
        before.accept(Samples.event(PUSH, "1", Samples.manifest("hub/app", "image")), Samples.T0, batch);
        Attempt attempt = before.next(Samples.T0).orElseThrow();
        assertThat(new Work(List.of(before)).began(attempt)).isTrue();
        assertThat(new Work(List.of(hub(Samples.WIDE))).began(attempt)).isFalse();
    }

    @Test
    void aRegistryWithoutBudgetLeftDoesNotKeepAnotherFromItsTurn() {
        RegistryWork busy = hub(new RegistrySettings.Budget(1, 1));
        RegistryWork idle = work("other", Samples.WIDE);
        Work work = new Work(List.of(busy, idle));
        work.arrived(arrival(Samples.event(PUSH, "1", Samples.manifest("hub/app", "a"))), Samples.T0, batch);
        work.arrived(arrival(Samples.event(PUSH, "2", Samples.manifest("hub/app", "b"))), Samples.T0, batch);
        assertThat(busy.next(Samples.T0)).isPresent();
        assertThat(work.nextTurn(Samples.T0)).isEmpty();
        work.arrived(arrival(Samples.event(PUSH, "3", Samples.manifest("other/app", "c"))), Samples.T0, batch);
        assertThat(work.nextTurn(Samples.T0)).contains(Samples.T0);
    }

    @Test
    void tellsTheIndexOfARequestToLookAgainUnlessNobodyCanWaitAnyLonger() {
        Work work = new Work(List.of(hub(Samples.WIDE)));
        RefreshRequest request = RefreshRequest.of(STRANGER.location(), STRANGER.digest(), "strange", Samples.T0);
        assertThat(work.asked(request, Samples.T0, batch)).isFalse();
        Location app = new Location("hub", "app");
        Instant now = Samples.T0.plusSeconds(5);
        RefreshRequest ours = RefreshRequest.of(app, STRANGER.digest(), "ours", Samples.T0);
        assertThat(work.asked(ours, now, batch)).isTrue();
        assertThat(batch.signals()).containsExactly(new LocationSignal.Asked(app, STRANGER.digest(), "ours", now));
        assertThat(work.asked(ours, Samples.T0.plus(RefreshRequest.OF_USE), batch))
                .isTrue();
        assertThat(batch.signals()).hasSize(1);
    }

    private static Arrival arrival(RegistryEvent event) {
        return new Arrival(event, Lane.REPORTED, 0);
    }

    private static RegistryWork hub(RegistrySettings.Budget budget) {
        return work("hub", budget);
    }

    private static RegistryWork work(String name, RegistrySettings.Budget limits) {
        Budget budget = new Budget(limits, new FakeRegistry(name, limits));
        Backlog backlog = new Backlog(new Room(1_000));
        return new RegistryWork(Samples.registry(name, limits), budget, backlog, Samples.sweeps(name), new Random(7));
    }
}
