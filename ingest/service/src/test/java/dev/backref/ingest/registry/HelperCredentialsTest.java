package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HelperCredentialsTest {
    private final MovableClock clock = new MovableClock();
    private final List<Promise<Optional<Credentials>>> calls = new ArrayList<>();
    private final HelperCredentials source = new HelperCredentials(this::call, clock);

    @Test
    void shareOneCall() {
        List<Future<Optional<Credentials>>> asked = new ArrayList<>();
        for (int count = 0; count < 50; count++) {
            asked.add(source.get());
        }
        answer("first");

        assertThat(calls).hasSize(1);
        assertThat(asked).allSatisfy(each -> assertThat(secret(each)).isEqualTo("first"));
    }

    @Test
    void areKeptForSomeMinutes() {
        first("first");
        clock.advance(Duration.ofMinutes(7));
        assertThat(secret(source.get())).isEqualTo("first");
        assertThat(calls).hasSize(1);

        clock.advance(Duration.ofMinutes(3));
        assertThat(first("second").secret()).isEqualTo("second");
        assertThat(calls).hasSize(2);
    }

    @Test
    void areFreshOnlyWhereTheyWereAskedForJustNow() {
        assertThat(first("first").fresh()).isTrue();
        assertThat(source.get().result().orElseThrow().fresh()).isFalse();
    }

    @Test
    void areAskedForAgainOnceWhenTheyAreRefused() {
        source.refused(first("first"));
        Credentials second = first("second");
        assertThat(second.secret()).isEqualTo("second");

        source.refused(second);
        assertThat(secret(source.get())).isEqualTo("second");
        assertThat(source.get().result().orElseThrow().fresh()).isTrue();
        assertThat(calls).hasSize(2);
    }

    @Test
    void areAskedForAgainSomeTimeAfterTheyWereRefusedTwice() {
        source.refused(first("first"));
        source.refused(first("second"));
        clock.advance(Duration.ofSeconds(10));

        source.refused(source.get().result().orElseThrow());
        assertThat(first("third").secret()).isEqualTo("third");
    }

    @Test
    void areNotForgottenBecauseOlderOnesAreRefused() {
        Credentials old = first("first");
        source.refused(old);
        first("second");
        clock.advance(Duration.ofMinutes(1));

        source.refused(old);
        assertThat(secret(source.get())).isEqualTo("second");
        assertThat(calls).hasSize(2);
    }

    @Test
    void areNotAskedForAgainAtOnceWhereThatFailed() {
        Future<Optional<Credentials>> asked = source.get();
        calls.get(0).fail("no network");
        assertThat(asked.failed()).isTrue();
        assertThat(source.get().cause()).hasMessage("no network");
        assertThat(calls).hasSize(1);

        clock.advance(Duration.ofSeconds(2));
        assertThat(first("first").secret()).isEqualTo("first");
    }

    private Future<Optional<Credentials>> call() {
        Promise<Optional<Credentials>> call = Promise.promise();
        calls.add(call);
        return call.future();
    }

    /** Asks, and lets the helper answer. */
    private Credentials first(String secret) {
        Future<Optional<Credentials>> asked = source.get();
        answer(secret);
        return asked.result().orElseThrow();
    }

    private void answer(String secret) {
        calls.get(calls.size() - 1).complete(Optional.of(Credentials.password("bob", secret)));
    }

    private static String secret(Future<Optional<Credentials>> answer) {
        return answer.result().orElseThrow().secret();
    }
}
