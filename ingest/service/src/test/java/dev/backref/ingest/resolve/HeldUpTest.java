package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.HeldUp;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A look that a sweep can wait for, and that never tells anything. */
class HeldUpTest {
    private static final int PASSING = 7;
    private static final Look FORBIDDEN = new Look.Later(LookFailure.UNAUTHORIZED, "answered 403", Optional.empty());

    private final OneRegistry hub = new OneRegistry();

    @Test
    void isToldOnceItIsMoreThanAMomentsAndIsTriedAgain() {
        Source image = Samples.manifest("hub/app", "image");
        hub.receive(SWEEP, "sweep", image);
        fail(PASSING);
        assertThat(signals()).isEmpty();
        fail(1);
        assertThat(signals()).singleElement().isInstanceOfSatisfying(HeldUp.class, told -> {
            assertThat(told.source()).isEqualTo(image);
            assertThat(told.reason()).isEqualTo("unauthorized");
            assertThat(told.detail()).isEqualTo("answered 403");
        });
        hub.pass(Patience.LONGEST_BACKOFF);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(hub.work().pending()).isZero();
    }

    /** A sweep that wants it too is not told to ingest, because somebody is asked already. */
    @Test
    void isToldAlsoWhereAWebhookAskedForIt() {
        Source reported = Samples.manifest("hub/app", "image");
        hub.receive(PUSH, "push", reported);
        fail(PASSING);
        assertThat(signals()).noneMatch(HeldUp.class::isInstance);
        fail(1);
        assertThat(signals()).hasAtLeastOneElementOfType(HeldUp.class).hasAtLeastOneElementOfType(Unresolved.class);
    }

    @Test
    void isTroubleOnceAWebhookTellsOfIt() {
        Source image = Samples.manifest("hub/app", "image");
        hub.receive(SWEEP, "sweep", image);
        fail(PASSING);
        hub.receive(PUSH, "push", image);
        fail(2);
        assertThat(signals()).hasAtLeastOneElementOfType(Unresolved.class);
    }

    @Test
    void keepsNoOtherRepositoryFromBeingSwept() {
        for (int number = 0; number < 600; number++) {
            hub.receive(SWEEP, "sweep", Samples.manifest("hub/app", "image " + number));
        }
        assertThat(hub.work().hasRoomForSweeps()).isFalse();
        fail(PASSING * 600);
        assertThat(hub.work().hasRoomForSweeps()).isFalse();
        fail(600);
        assertThat(hub.work().hasRoomForSweeps()).isTrue();
    }

    private void fail(int times) {
        for (int time = 0; time < times; time++) {
            Optional<Attempt> next = hub.next();
            while (next.isEmpty()) {
                hub.pass(Patience.LONGEST_BACKOFF);
                next = hub.next();
            }
            hub.answer(next.get(), FORBIDDEN);
        }
    }

    private List<LocationSignal> signals() {
        hub.commit();
        return hub.signals;
    }
}
