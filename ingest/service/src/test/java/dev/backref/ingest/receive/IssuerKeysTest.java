package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.backref.ingest.registry.MovableClock;
import dev.backref.ingest.registry.NoKeys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When an issuer is asked for its keys, and which are known meanwhile. */
class IssuerKeysTest {
    private static final JWSHeader OLD = header("old");
    private static final JWSHeader NEW = header("new");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MovableClock clock = new MovableClock();
    private final List<Promise<JWKSet>> asked = new ArrayList<>();
    private final List<Optional<Throwable>> told = new ArrayList<>();
    private final IssuerKeys keys = new IssuerKeys(this::ask, clock, told::add);

    @Test
    void asksOnceHoweverManyWait() {
        Future<?> first = keys.awaited(OLD).orElseThrow();
        Future<?> second = keys.awaited(NEW).orElseThrow();
        assertThat(asked).hasSize(1);
        assertThat(keys.areInDoubt()).isTrue();

        give(LocalIssuer.OLD, LocalIssuer.NEW);

        assertThat(first.succeeded()).isTrue();
        assertThat(second.succeeded()).isTrue();
        assertThat(keys.of(OLD)).hasSize(1);
        assertThat(keys.awaited(OLD)).isEmpty();
        assertThat(keys.areInDoubt()).isFalse();
        assertThat(told).containsExactly(Optional.empty());
    }

    @Test
    void asksAgainForAKeyThatIsUnknownAtMostOnceAMinute() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.AFTER_SUCCESS.minus(SECOND));
        for (int forged = 0; forged < 1_000; forged++) {
            assertThat(keys.awaited(header("forged-" + forged))).isEmpty();
        }
        assertThat(asked).hasSize(1);

        clock.advance(SECOND);
        Future<?> answer = keys.awaited(NEW).orElseThrow();
        give(LocalIssuer.OLD, LocalIssuer.NEW);

        assertThat(answer.succeeded()).isTrue();
        assertThat(keys.of(NEW)).hasSize(1);
        assertThat(keys.of(OLD)).hasSize(1);
        assertThat(keys.awaited(header("forged"))).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksForFreshOnesWithoutLettingAnybodyWait() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.FRESH.minus(SECOND));
        assertThat(keys.awaited(OLD)).isEmpty();
        assertThat(asked).hasSize(1);

        clock.advance(SECOND);
        assertThat(keys.awaited(OLD)).isEmpty();
        assertThat(asked).hasSize(2);
        give(LocalIssuer.NEW);

        assertThat(keys.of(OLD)).isEmpty();
        assertThat(keys.of(NEW)).hasSize(1);
    }

    @Test
    void believesNoneThatMayHaveBeenTakenBackLongAgo() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.DOUBTFUL);
        assertThat(keys.awaited(OLD)).isPresent();
        give(LocalIssuer.NEW);

        assertThat(keys.of(OLD)).isEmpty();
    }

    @Test
    void keepsThemWhileTheIssuerDoesNotAnswer() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.FRESH);
        assertThat(keys.awaited(OLD)).isEmpty();
        fail();

        assertThat(keys.of(OLD)).hasSize(1);
        assertThat(keys.awaited(OLD)).isEmpty();
        assertThat(keys.areInDoubt()).isTrue();
        assertThat(told).hasSize(2);
        clock.advance(IssuerKeys.DOUBTFUL);
        assertThat(keys.awaited(OLD)).isPresent();
        fail();

        assertThat(asked).hasSize(3);
        assertThat(keys.of(OLD)).hasSize(1);
    }

    @Test
    void letsNobodyWaitForAnIssuerThatIsKnownToBeAway() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.DOUBTFUL);
        assertThat(keys.awaited(OLD)).isPresent();
        fail();
        clock.advance(IssuerKeys.AWAY.minus(SECOND));

        assertThat(keys.awaited(OLD)).isEmpty();
        assertThat(asked).hasSize(3);
    }

    @Test
    void believesNoneForAFailureOfLongAgo() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.FRESH);
        assertThat(keys.awaited(OLD)).isEmpty();
        fail();
        clock.advance(Duration.ofDays(30));

        assertThat(keys.awaited(OLD)).isPresent();
        assertThat(keys.awaited(OLD)).as("while the answer is under way").isPresent();
        give(LocalIssuer.NEW);
        assertThat(keys.of(OLD)).isEmpty();
        assertThat(keys.areInDoubt()).isFalse();
    }

    @Test
    void asksSoonAgainAfterAFailure() {
        Future<?> answer = keys.awaited(OLD).orElseThrow();
        fail();
        assertThat(answer.isComplete()).isTrue();
        assertThat(answer.failed()).isFalse();

        clock.advance(IssuerKeys.AFTER_FAILURE.minus(SECOND));
        assertThat(keys.awaited(OLD)).isEmpty();
        clock.advance(SECOND);
        assertThat(keys.awaited(OLD)).isPresent();
        give(LocalIssuer.OLD);

        assertThat(keys.of(OLD)).hasSize(1);
        assertThat(keys.areInDoubt()).isFalse();
    }

    @Test
    void asksAlsoWhenTheClockWasSetBack() {
        had(LocalIssuer.OLD);
        clock.advance(IssuerKeys.FRESH.negated());

        assertThat(keys.awaited(NEW)).isPresent();
    }

    private void had(JWK... given) {
        keys.refresh();
        give(given);
    }

    private Future<JWKSet> ask() {
        asked.add(Promise.promise());
        return asked.get(asked.size() - 1).future();
    }

    private void give(JWK... given) {
        asked.get(asked.size() - 1).complete(new JWKSet(List.of(given)));
    }

    private void fail() {
        asked.get(asked.size() - 1).fail(new NoKeys("it is away"));
    }

    private static JWSHeader header(String id) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build();
    }
}
