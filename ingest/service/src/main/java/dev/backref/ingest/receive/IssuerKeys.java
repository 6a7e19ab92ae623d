package dev.backref.ingest.receive;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An issuer's keys as it gave them last; they stay good while it does not answer. It is asked again once they are an hour
 * old, and when a token names a key that is not among them: then at most once a minute, or every ten seconds after a
 * failure, so that forged tokens cannot make us ask without end. Thread-safe.
 */
final class IssuerKeys {
    static final Duration FRESH = Duration.ofHours(1);

    /** An issuer that answers has been asked long before, unless nothing came: then it may have taken keys back. */
    static final Duration DOUBTFUL = Duration.ofHours(2);

    static final Duration AFTER_SUCCESS = Duration.ofMinutes(1);
    static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    /** For so long a failure says that the issuer is away, and old keys need not wait for what it answers. */
    static final Duration AWAY = Duration.ofMinutes(1);

    private final Supplier<Future<JWKSet>> issuer;
    private final Clock clock;
    private final Consumer<Optional<Throwable>> told;
    private JWKSet keys = new JWKSet();
    private Optional<Instant> had = Optional.empty();
    private Optional<Instant> asked = Optional.empty();
    private Optional<Instant> missed = Optional.empty();
    private Optional<Future<?>> underWay = Optional.empty();

    /**
     * @param issuer asks it once
     * @param told of each time that it was asked, and of the failure where there was one
     */
    IssuerKeys(Supplier<Future<JWKSet>> issuer, Clock clock, Consumer<Optional<Throwable>> told) {
        this.issuer = issuer;
        this.clock = clock;
        this.told = told;
    }

    /** Those that can have signed what has this header, by its {@code kid} where it has one. */
    synchronized List<JWK> of(JWSHeader header) {
        return new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys);
    }

    /** Whether a key that is not among them can be the issuer's all the same: it did not answer when it was asked last. */
    synchronized boolean areInDoubt() {
        return had.isEmpty() || missed.isPresent();
    }

    /** Asks for them, if it is time to. */
    synchronized void refresh() {
        if (underWay.isEmpty() && !isSince(asked, missed.isPresent() ? AFTER_FAILURE : AFTER_SUCCESS)) {
            ask();
        }
    }

    /** The answer to wait for before {@link #of} can tell about this header; empty where none is to come. */
    synchronized Optional<Future<?>> awaited(JWSHeader header) {
        boolean known = !of(header).isEmpty();
        boolean believed = known && (isSince(had, DOUBTFUL) || isSince(missed, AWAY));
        if (!known || !isSince(had, FRESH)) {
            refresh();
        }
        return believed ? Optional.empty() : underWay;
    }

    /** Whether a moment is less than so long ago. A clock that was set back makes it no longer. */
    private boolean isSince(Optional<Instant> moment, Duration time) {
        return moment.filter(
                        then -> Duration.between(then, clock.instant()).abs().compareTo(time) < 0)
                .isPresent();
    }

    private void ask() {
        asked = Optional.of(clock.instant());
        Future<?> answer = issuer.get().map(this::learn).otherwise(this::miss);
        if (!answer.isComplete()) {
            underWay = Optional.of(answer);
        }
    }

    private synchronized boolean learn(JWKSet given) {
        keys = given;
        had = Optional.of(clock.instant());
        missed = Optional.empty();
        return end(Optional.empty());
    }

    private synchronized boolean miss(Throwable failure) {
        missed = Optional.of(clock.instant());
        return end(Optional.of(failure));
    }

    private boolean end(Optional<Throwable> failure) {
        underWay = Optional.empty();
        told.accept(failure);
        return failure.isEmpty();
    }
}
