package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A registry that was away: what could not be looked at meanwhile is looked at soon after it is back. */
class AbsentRegistryTest {
    private static final int SOURCES = 50;
    private static final Look.Later THROTTLED =
            new Look.Later(LookFailure.THROTTLED, "429", Optional.of(Duration.ofMinutes(10)));

    private final OneRegistry hub = new OneRegistry();

    @Test
    void isLookedAtAgainWithinSecondsOfItsFirstAnswer() {
        failFor(Duration.ofMinutes(4));
        hub.receive(PUSH, "new", Samples.manifest("hub/app", "new"));
        hub.lookAndAnswer(Samples.found("new"));

        Instant back = hub.now;
        assertThat(answerAll()).isEqualTo(SOURCES);
        assertThat(Duration.between(back, hub.now)).isLessThanOrEqualTo(Patience.BACK);
    }

    @Test
    void isLookedAtAgainAlsoWhereItsFirstWordIsToWait() {
        failFor(Duration.ofMinutes(4));
        hub.receive(PUSH, "first", Samples.manifest("hub/app", "first"));
        hub.lookAndAnswer(new Look.Later(LookFailure.THROTTLED, "429", Optional.of(Duration.ofSeconds(1))));
        hub.pass(Duration.ofSeconds(1));
        answerAnother("new");

        Instant back = hub.now;
        assertThat(answerAll()).isGreaterThanOrEqualTo(SOURCES);
        assertThat(Duration.between(back, hub.now)).isLessThanOrEqualTo(Patience.BACK);
    }

    @Test
    void comesBackSpreadOutRatherThanAtOnce() {
        failFor(Duration.ofMinutes(4));
        hub.receive(PUSH, "new", Samples.manifest("hub/app", "new"));
        hub.lookAndAnswer(Samples.found("new"));

        long atOnce = 0;
        for (Optional<Attempt> next = hub.next(); next.isPresent(); next = hub.next()) {
            atOnce++;
        }
        assertThat(atOnce).isLessThan(SOURCES / 5);
    }

    @Test
    void isNoneWhereOthersAnsweredMeanwhile() {
        Source.Manifest broken = Samples.manifest("hub/app", "broken");
        hub.receive(PUSH, "broken", broken);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        for (int failures = 0; failures < 12; failures++) {
            hub.pass(Patience.LONGEST_BACKOFF);
            answerAnother("before " + failures);
            hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
            answerAnother("after " + failures);
        }
        assertThat(hub.work().task(broken).orElseThrow().todo().due()).isAfter(hub.now.plus(Patience.BACK));
    }

    @Test
    void keepsTheTimesThatItAskedFor() {
        Source.Manifest asked = Samples.manifest("hub/app", "asked");
        hub.receive(PUSH, "asked", asked);
        hub.lookAndAnswer(THROTTLED);
        Instant due = hub.work().task(asked).orElseThrow().todo().due();
        failFor(Duration.ofMinutes(1));
        answerAnother("new");

        assertThat(hub.work().task(asked).orElseThrow().todo().due()).isEqualTo(due);
    }

    private void answerAnother(String name) {
        hub.receive(PUSH, name, Samples.manifest("hub/app", name));
        hub.lookAndAnswer(Samples.found(name));
    }

    /** Some sources, all of whose looks fail for so long. */
    private void failFor(Duration outage) {
        for (int number = 0; number < SOURCES; number++) {
            hub.receive(PUSH, "n" + number, Samples.manifest("hub/app", "n" + number));
        }
        Instant end = hub.now.plus(outage);
        while (hub.now.isBefore(end)) {
            for (Optional<Attempt> next = hub.next(); next.isPresent(); next = hub.next()) {
                hub.answer(next.get(), OneRegistry.REFUSED_CONNECTION);
            }
            hub.pass(Duration.ofMillis(100));
        }
    }

    /** Answers whatever becomes due until nothing is left, and counts it. */
    private int answerAll() {
        int answered = 0;
        while (hub.work().pending() > 0 && answered < 2 * SOURCES) {
            for (Optional<Attempt> next = hub.next(); next.isPresent(); next = hub.next()) {
                String name = next.get().task().todo().causes().newest().cause().id();
                hub.answer(next.get(), Samples.found(name));
                answered++;
            }
            if (hub.work().pending() > 0) {
                hub.pass(Duration.ofMillis(50));
            }
        }
        return answered;
    }
}
