package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.LocationSignal.HeldUp;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A list of referrers that a sweep wants, and that a registry does not give. */
class RefusedListTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Referrers LIST = new Source.Referrers(IMAGE.location(), IMAGE.digest());
    private static final Look FORBIDDEN =
            new Look.Doubtful(LookFailure.UNAUTHORIZED, 403, "answered 403", Optional.empty());
    private static final Look NONSENSE = new Look.Doubtful(LookFailure.BAD_ANSWER, "has no list", Optional.empty());
    private static final Look PAGE = new Look.Later(LookFailure.BAD_ANSWER, "is no JSON", Optional.empty());

    private static final Optional<Instant> ASKED = Optional.of(Samples.T0);

    private final OneRegistry hub = new OneRegistry();

    /** Each manifest is asked about, so that must not take long. */
    @Test
    void isGivenUpAfterFewRefusals() {
        hub.receive(SWEEP, "sweep", LIST);
        answer(FORBIDDEN, 2);
        assertThat(hub.signals).noneMatch(Rejected.class::isInstance);
        answer(FORBIDDEN, 1);
        assertThat(hub.signals).last().isEqualTo(new Rejected(LIST, "refused-403", "answered 403", hub.now, ASKED));
        assertThat(hub.work().pending()).isZero();
    }

    @Test
    void isGivenUpWhereItIsNoListForMinutes() {
        hub.receive(SWEEP, "sweep", LIST);
        answer(NONSENSE, 8);
        assertThat(hub.signals).noneMatch(Rejected.class::isInstance);
        answer(NONSENSE, 1);
        assertThat(hub.signals).last().isEqualTo(new Rejected(LIST, "bad-answer", "has no list", hub.now, ASKED));
        assertThat(hub.work().pending()).isZero();
    }

    /** Such as one of a proxy that tells of maintenance. */
    @Test
    void isWaitedForWhileAPageStandsBeforeIt() {
        hub.receive(SWEEP, "sweep", LIST);
        answer(PAGE, 30);
        assertThat(hub.signals).noneMatch(Rejected.class::isInstance).anyMatch(HeldUp.class::isInstance);
        assertThat(hub.work().pending()).isOne();
    }

    @Test
    void isTakenWhenItIsOneAfterAll() {
        hub.receive(SWEEP, "sweep", LIST);
        answer(NONSENSE, 3);
        answer(new Look.Lists(List.of(IMAGE.digest())), 1);
        assertThat(hub.signals).last().isInstanceOf(ListedReferrers.class);
        assertThat(hub.work().pending()).isZero();
    }

    private void answer(Look look, int times) {
        for (int time = 0; time < times; time++) {
            hub.pass(Patience.LONGEST_BACKOFF);
            hub.lookAndAnswer(look);
        }
        hub.commit();
    }
}
