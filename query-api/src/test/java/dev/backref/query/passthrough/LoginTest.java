package dev.backref.query.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static final Challenges BASIC = new Challenges(true, List.of("Basic realm=\"r\""));
    private static final Challenges TOKENS = new Challenges(true, List.of("Bearer realm=\"r\""));
    private static final Future<Challenges> AWAY = Future.failedFuture("away");
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofMinutes(1);

    private final AtomicReference<Future<Challenges>> answer = new AtomicReference<>(AWAY);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // It may overflow (System.nanoTime).
    private final Login login = new Login(
            () -> {
                asked.incrementAndGet();
                return answer.get();
            },
            nanos::get);

    @Test
    void isAskedAgainSoonWhenTheFirstAttemptFailed() {
        assertThat(known()).isEqualTo(Challenges.NONE);
        answer.set(Future.succeededFuture(BASIC));
        assertThat(known()).as("not at once").isEqualTo(Challenges.NONE);
        pass(SOON);
        assertThat(known()).isEqualTo(BASIC);
    }

    @Test
    void keepsWhatItKnewUntilTheRegistrySaysAnythingElse() {
        answer.set(Future.succeededFuture(BASIC));
        assertThat(known()).isEqualTo(BASIC);
        answer.set(AWAY);
        pass(LATER);
        assertThat(known()).isEqualTo(BASIC);
        pass(SOON);
        assertThat(known()).isEqualTo(BASIC);
        answer.set(Future.succeededFuture(TOKENS));
        pass(SOON);
        assertThat(known()).isEqualTo(TOKENS);
    }

    @Test
    void keepsAnAnswerForLonger() {
        answer.set(Future.succeededFuture(BASIC));
        known();
        pass(LATER.minusNanos(1));
        known();
        assertThat(asked).hasValue(1);
    }

    private Challenges known() {
        return login.challenges().result();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
