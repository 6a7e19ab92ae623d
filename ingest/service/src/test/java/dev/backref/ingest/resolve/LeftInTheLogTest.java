package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.CASCADE;
import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Resolved;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A registry with room for two sources. */
class LeftInTheLogTest {
    private static final Source.Manifest ONE = Samples.manifest("hub/app", "one");
    private static final Source.Manifest TWO = Samples.manifest("hub/app", "two");
    private static final Source.Manifest LEFT = Samples.manifest("hub/app", "left");
    private static final Source.Manifest MORE = Samples.manifest("hub/app", "more");

    private final OneRegistry hub = new OneRegistry(Samples.WIDE, 2);

    @Test
    void leavesWhatItHasNoRoomForAndSaysSoAtOnceInTheSameTransaction() {
        full();
        hub.pass(Duration.ofSeconds(5));
        hub.arrive(PUSH, "3", LEFT);
        hub.commit();
        assertThat(hub.work().pending()).isEqualTo(2);
        assertThat(hub.signals).containsExactly(waiting(LEFT, hub.now, hub.now));
        assertThat(behind()).isEqualTo(Map.of(Lane.REPORTED, new Mark(2, hub.now)));
        assertThat(hub.table).containsOnlyKeys(ONE.key(), TWO.key(), "hub");
    }

    @Test
    void takesItWhenThereIsRoomAndTellsWhenItHasLooked() {
        full();
        hub.arrive(PUSH, "3", LEFT);
        hub.arrive(PUSH, "4", MORE);
        hub.lookAndAnswer(Samples.found("one"));
        assertThat(new Intake(hub.work()).mayCatchUp(Lane.REPORTED)).isFalse(); // One place is not worth it.
        hub.lookAndAnswer(Samples.found("two"));
        assertThat(new Intake(hub.work()).mayCatchUp(Lane.REPORTED)).isTrue();
        hub.catchUp(Lane.REPORTED);
        hub.lookAndAnswer(Samples.found("left"));
        hub.lookAndAnswer(Samples.found("more"));
        hub.commit();
        assertThat(sources()).containsExactly(ONE, TWO, LEFT, MORE);
        assertThat(hub.signals).endsWith(new Resolved(LEFT, hub.now), new Resolved(MORE, hub.now));
        assertThat(behind()).isEmpty();
        hub.arrive(PUSH, "5", ONE);
        assertThat(hub.next()).isPresent();
    }

    @Test
    void takesOnlyAsMuchAsThereIsRoomForAndRemembersWhereItStands() {
        full();
        for (String text : List.of("3", "4", "5")) {
            hub.pass(Duration.ofSeconds(1));
            hub.arrive(PUSH, text, Samples.manifest("hub/app", text));
        }
        hub.lookAndAnswer(Samples.found("one"));
        hub.lookAndAnswer(Samples.found("two"));
        hub.catchUp(Lane.REPORTED);
        hub.commit();
        assertThat(hub.work().pending()).isEqualTo(2);
        assertThat(behind()).isEqualTo(Map.of(Lane.REPORTED, new Mark(4, Samples.T0.plusSeconds(3))));
        hub.restart();
        assertThat(hub.work().backlog().marks()).isEqualTo(behind());
        hub.lookAndAnswer(Samples.found("3"));
        hub.lookAndAnswer(Samples.found("4"));
        hub.catchUp(Lane.REPORTED);
        hub.lookAndAnswer(Samples.found("5"));
        hub.commit();
        assertThat(hub.observations)
                .extracting(Observation::cause)
                .extracting(Cause::id)
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(hub.signals).filteredOn(Resolved.class::isInstance).hasSize(3);
        assertThat(behind()).isEmpty();
    }

    @Test
    void keepsTheOrderOfWhatWasReportedOfASource() {
        full();
        hub.arrive(PUSH, "3", LEFT);
        hub.lookAndAnswer(Samples.found("one"));
        hub.lookAndAnswer(Samples.found("two"));
        hub.arrive(DELETE, "4", LEFT); // There is room now, but something of the registry stands before it.
        assertThat(hub.work().pending()).isZero();
        hub.catchUp(Lane.REPORTED);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).last().satisfies(observation -> {
            assertThat(observation.source()).isEqualTo(LEFT);
            assertThat(observation.cause()).isEqualTo(new Cause(DELETE, "4"));
        });
    }

    @Test
    void takesWhatNeedsNoRoom() {
        full();
        hub.arrive(DELETE, "3", ONE);
        assertThat(hub.work().backlog().marks()).isEmpty();
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::cause).containsExactly(new Cause(DELETE, "3"));
    }

    @Test
    void leavesWhatTheIndexWantsEarlierAndSignalsNothingOfIt() {
        hub.arrive(NAMED_BY, "1", ONE);
        hub.arrive(NAMED_BY, "2", TWO);
        hub.arrive(PUSH, "3", MORE);
        hub.commit();
        assertThat(hub.work().pending()).isEqualTo(2);
        assertThat(hub.signals).isEmpty();
        assertThat(behind()).containsOnlyKeys(Lane.WANTED);
    }

    @Test
    void aRepositoryIntoWhichSomethingWasPushedIsNotGoneAlthoughThePushIsLeft() {
        hub.arrive(DELETE, "0", Samples.repository("hub/app"));
        hub.lookAndAnswer(new Look.Gone());
        full();
        hub.arrive(PUSH, "3", LEFT);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.arrive(CASCADE, "0", MORE);
        hub.commit();
        assertThat(sources()).containsExactly(Samples.repository("hub/app"));
    }

    @Test
    void readsARegistrysRowThatWasWrittenBeforeAnythingCouldBeLeft() {
        hub.arrive(PUSH, "1", ONE);
        hub.lookAndAnswer(Samples.found("one"));
        hub.commit();
        hub.table.put("hub", "{\"heard\":\"2026-11-25T08:00:00Z\"}".getBytes(StandardCharsets.UTF_8));
        hub.restart();
        assertThat(hub.work().backlog().marks()).isEmpty();
        assertThat(hub.work().backlog().lost()).isEmpty();
    }

    private void full() {
        hub.arrive(PUSH, "1", ONE);
        hub.arrive(PUSH, "2", TWO);
    }

    private Map<Lane, Mark> behind() {
        return Optional.ofNullable(hub.table.get("hub"))
                .map(row -> Json.read(row, Row.class).behind())
                .orElse(Map.of());
    }

    private List<Source> sources() {
        return hub.observations.stream().map(Observation::source).toList();
    }

    private static LocationSignal waiting(Source source, Instant since, Instant at) {
        return new Unresolved(source, "waiting", "no look at it has ended since it was reported", since, at);
    }
}
