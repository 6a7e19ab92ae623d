package dev.backref.ingest.resolve;

import dev.backref.ingest.registry.RegistrySettings;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What looks may cost one registry now. It outlives the ownership of a partition: a look of which nobody wants to know
 * any more still burdens the registry. Changed by the resolver's thread only.
 */
final class Budget {
    private final RegistrySettings.Budget settings;
    private final RateLimit rate;
    private final AtomicInteger underWay = new AtomicInteger();
    private Instant pausedUntil = Instant.MIN;

    Budget(RegistrySettings.Budget settings) {
        this.settings = settings;
        this.rate = new RateLimit(settings.perSecond());
    }

    /** The earliest time at which a look may begin; none as long as all places are taken. */
    Optional<Instant> freeAt(Instant now) {
        if (underWay.get() >= settings.concurrent()) {
            return Optional.empty();
        }
        Instant byRate = Instant.ofEpochMilli(rate.freeAt(now.toEpochMilli()));
        return Optional.of(pausedUntil.isAfter(byRate) ? pausedUntil : byRate);
    }

    /** Takes a place for a look, if one may begin now. */
    boolean tryBegin(Instant now) {
        if (freeAt(now).filter(free -> !free.isAfter(now)).isEmpty()) {
            return false;
        }
        rate.begin(now.toEpochMilli());
        underWay.incrementAndGet();
        return true;
    }

    void end() {
        underWay.decrementAndGet();
    }

    /** The registry asked to be left alone. */
    void pauseUntil(Instant then) {
        if (then.isAfter(pausedUntil)) {
            pausedUntil = then;
        }
    }

    /** Places for looks that are free; for metrics, from any thread. */
    int available() {
        return settings.concurrent() - underWay.get();
    }
}
