package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.REFRESH;
import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.LocationSignal.Unanswered;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A caller asked to look again, and waits. */
class AskedAgainTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Manifest OTHER = Samples.manifest("hub/app", "other");
    private static final Source.Referrers LIST = new Source.Referrers(IMAGE.location(), IMAGE.digest());
    private static final Look DOUBTFUL =
            new Look.Doubtful(LookFailure.BAD_ANSWER, 405, "answered 405", Optional.empty());

    private static final Optional<Instant> ASKED = Optional.of(Samples.T0);

    private final OneRegistry hub = new OneRegistry();

    @Test
    void heIsToldWhyThereIsNoAnswerAndNothingIsLeftToDo() {
        hub.receive(REFRESH, "asked", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        assertThat(signals())
                .containsExactly(new Unanswered(IMAGE, "unreachable", "connection refused", false, Samples.T0, ASKED));
        assertThat(hub.work().pending()).isZero();
        assertThat(hub.table).isEmpty();
    }

    @Test
    void whatCannotBeTakenForHimIsNoDeadLetter() {
        hub.receive(REFRESH, "asked", IMAGE);
        hub.lookAndAnswer(new Look.Refused(LookFailure.UNKNOWN_ALGORITHM, "cannot compute it"));
        assertThat(signals()).singleElement().isInstanceOf(Unanswered.class);
        assertThat(hub.deadLetters).isEmpty();
    }

    @Test
    void aRegistryThatRefusesToListReferrersHasNoSuchList() {
        hub.receive(REFRESH, "asked", LIST);
        hub.lookAndAnswer(DOUBTFUL);
        assertThat(signals()).singleElement().isInstanceOfSatisfying(ListedReferrers.class, list -> {
            assertThat(list.referrers()).isEmpty();
            assertThat(list.last()).isTrue();
        });
        assertThat(hub.work().pending()).isZero();
    }

    @Test
    void aRegistryThatForbidsToListReferrersMayHaveAList() {
        hub.receive(REFRESH, "asked", LIST);
        hub.lookAndAnswer(new Look.Doubtful(LookFailure.UNAUTHORIZED, 403, "answered 403", Optional.empty()));
        assertThat(signals())
                .containsExactly(new Unanswered(LIST, "unauthorized", "answered 403", false, Samples.T0, ASKED));
    }

    @Test
    void anAnswerThatMakesNoSenseIsNotTakenForNone() {
        hub.receive(REFRESH, "asked", LIST);
        hub.lookAndAnswer(new Look.Later(LookFailure.BAD_ANSWER, "is no JSON", Optional.empty()));
        assertThat(signals()).singleElement().isInstanceOf(Unanswered.class);
    }

    @Test
    void norIsJsonThatIsNoList() {
        hub.receive(REFRESH, "asked", LIST);
        hub.lookAndAnswer(new Look.Doubtful(LookFailure.BAD_ANSWER, "has no list", Optional.empty()));
        assertThat(signals()).singleElement().isInstanceOf(Unanswered.class);
    }

    @Test
    void whatASweepWaitsForAsWellIsTriedAgainAndNoTrouble() {
        hub.receive(SWEEP, "sweep", IMAGE);
        hub.receive(REFRESH, "asked", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        assertThat(signals())
                .containsExactly(new Unanswered(IMAGE, "unreachable", "connection refused", true, Samples.T0, ASKED));
        assertThat(hub.work().pending()).isOne();
    }

    @Test
    void whatSomethingNamesStaysTroubleAndHeIsToldEachTime() {
        hub.receive(NAMED_BY, "named", IMAGE);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Duration.ofSeconds(1));
        hub.receive(REFRESH, "asked", IMAGE);
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        assertThat(signals()).hasSize(2).allMatch(signal -> signal instanceof Unresolved);
        assertThat(hub.work().pending()).isOne();
    }

    @Test
    void heDoesNotWaitAsLongAsNobodyWould() {
        hub.receive(NAMED_BY, "named", IMAGE);
        for (int failures = 0; failures < 12; failures++) {
            hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
            hub.pass(Patience.LONGEST_BACKOFF);
        }
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.pass(Patience.FIRST_BACKOFF);
        assertThat(hub.next()).isEmpty();
        hub.receive(REFRESH, "asked", IMAGE);
        hub.pass(Patience.FIRST_BACKOFF);
        assertThat(hub.next()).isPresent();
    }

    @Test
    void aPushThatIsNotThereYetIsBelievedToBeMissingNoSooner() {
        hub.receive(PUSH, "push", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.receive(REFRESH, "asked", IMAGE);
        assertThat(hub.next()).isEmpty();
    }

    @Test
    void heGoesBeforeWhatOnlyTheIndexWants() {
        hub.receive(SWEEP, "sweep", OTHER);
        hub.receive(REFRESH, "asked", IMAGE);
        assertThat(hub.look().task().source()).isEqualTo(IMAGE);
        assertThat(hub.look().task().source()).isEqualTo(OTHER);
    }

    private List<LocationSignal> signals() {
        hub.commit();
        return hub.signals;
    }
}
