package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.LocationSignal.Resolved;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoubtfulAnswerTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final int DOUBTED = 8;

    private final OneRegistry hub = new OneRegistry();

    @Test
    void looksAgainAndThenTakesWhatIsThere() {
        hub.receive(PUSH, "1", IMAGE);
        hub.lookAndAnswer(odd(421));
        hub.commit();
        assertThat(hub.signals).contains(new Unresolved(IMAGE, "bad-answer", "answered 421", Samples.T0, Samples.T0));
        assertThat(hub.deadLetters).isEmpty();
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).hasSize(1);
        assertThat(hub.signals).last().isEqualTo(new Resolved(IMAGE, hub.now));
    }

    @Test
    void believesAnAnswerThatStaysAndAnOutageBetweenDoesNotCount() {
        hub.receive(NAMED_BY, "1", IMAGE);
        for (int doubts = 0; doubts < DOUBTED; doubts++) {
            hub.lookAndAnswer(odd(400));
            hub.pass(Patience.LONGEST_BACKOFF);
            hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        hub.commit();
        assertThat(hub.deadLetters).isEmpty();
        hub.lookAndAnswer(odd(400));
        hub.commit();
        assertThat(hub.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.refusal().reason()).isEqualTo("bad-answer"));
        assertThat(hub.signals)
                .last()
                .isEqualTo(new Rejected(IMAGE, "bad-answer", "answered 400", hub.now, Optional.of(Samples.T0)));
        assertThat(hub.table).isEmpty();
    }

    /** A page of a proxy, or what was cut on its way, has the digest of no manifest either. */
    @Test
    void takesTheBytesThatComeAfterOthers() {
        hub.receive(PUSH, "1", IMAGE);
        otherBytes(4);
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.deadLetters).isEmpty();
        assertThat(hub.observations).hasSize(1);
        assertThat(hub.signals).last().isEqualTo(new Resolved(IMAGE, hub.now));
    }

    @Test
    void believesSoonerThatTheBytesOfADigestAreOthers() {
        hub.receive(PUSH, "1", IMAGE);
        otherBytes(5);
        assertThat(hub.next()).isEmpty();
        hub.commit();
        assertThat(hub.signals)
                .last()
                .isInstanceOfSatisfying(
                        Rejected.class, told -> assertThat(told.reason()).isEqualTo("digest-mismatch"));
    }

    private void otherBytes(int times) {
        for (int doubts = 0; doubts < times; doubts++) {
            hub.lookAndAnswer(new Look.Doubtful(LookFailure.DIGEST_MISMATCH, "other bytes", Optional.empty()));
            hub.pass(Patience.LONGEST_BACKOFF);
        }
    }

    @Test
    void saysByWhichStatusTheRegistryRefusesForGood() {
        hub.receive(PUSH, "1", IMAGE);
        for (int doubts = 0; doubts <= DOUBTED; doubts++) {
            hub.lookAndAnswer(new Look.Doubtful(LookFailure.BAD_ANSWER, 412, "answered 412", Optional.empty()));
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        hub.commit();
        assertThat(hub.signals).last().isInstanceOfSatisfying(Rejected.class, told -> {
            assertThat(told.reason()).isEqualTo(RegistryRefusal.reason(412)).isEqualTo("refused-412");
            assertThat(RegistryRefusal.is(told.reason())).isTrue();
        });
    }

    @Test
    void waitsLongerWithEachDoubt() {
        hub.receive(NAMED_BY, "1", IMAGE);
        Duration together = Duration.ZERO;
        for (int doubts = 0; doubts < DOUBTED; doubts++) {
            hub.lookAndAnswer(odd(423));
            Duration wait =
                    Duration.between(hub.now, hub.work().nextTurn(hub.now).orElseThrow());
            assertThat(wait).isBetween(Duration.ZERO, Patience.FIRST_BACKOFF.multipliedBy(1L << doubts));
            together = together.plus(wait);
            hub.pass(wait);
        }
        assertThat(together).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void countsItsDoubtsOverARestart() {
        hub.receive(NAMED_BY, "1", IMAGE);
        for (int doubts = 0; doubts < DOUBTED; doubts++) {
            hub.lookAndAnswer(odd(407));
            hub.commit();
            hub.restart();
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        assertThat(hub.deadLetters).isEmpty();
        hub.lookAndAnswer(odd(407));
        hub.commit();
        assertThat(hub.deadLetters).hasSize(1);
    }

    @Test
    void aReportBeginsTheSeriesAnew() {
        hub.receive(PUSH, "1", IMAGE);
        for (int doubts = 0; doubts < DOUBTED; doubts++) {
            hub.lookAndAnswer(odd(425));
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        hub.receive(PUSH, "2", IMAGE);
        hub.lookAndAnswer(odd(425));
        hub.commit();
        assertThat(hub.deadLetters).isEmpty();
    }

    @Test
    void waitsAsLongAsTheAnswerAsks() {
        hub.receive(NAMED_BY, "1", IMAGE);
        hub.lookAndAnswer(
                new Look.Doubtful(LookFailure.BAD_ANSWER, "answered 425", Optional.of(Duration.ofMinutes(10))));
        hub.pass(Duration.ofSeconds(599));
        assertThat(hub.next()).isEmpty();
        hub.pass(Duration.ofSeconds(1));
        assertThat(hub.next()).isPresent();
    }

    private static Look odd(int status) {
        return new Look.Doubtful(LookFailure.BAD_ANSWER, "answered " + status, Optional.empty());
    }
}
