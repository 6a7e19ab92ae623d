package dev.backref.ingest.resolve;

import dev.backref.ingest.registry.Registry;
import dev.backref.ingest.registry.RegistrySettings;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which looks may begin at one registry now: not more at once than requests, and only such as need not wait for their
 * first request, so that what comes meanwhile can still go before them. Requests are counted by the registry's client. It
 * outlives the ownership of a partition: a look of which nobody wants to know any more still burdens the registry. Changed
 * by the resolver's thread only.
 */
final class Budget {
    private final int concurrent;
    private final Registry client;
    private final AtomicInteger underWay = new AtomicInteger();

    Budget(RegistrySettings.Budget settings, Registry client) {
        this.concurrent = settings.concurrent();
        this.client = client;
    }

    /** The registry is this node's to ask from now on. */
    void takeOver() {
        client.takeOver();
    }

    /** The registry is another's to ask from now on. */
    void giveUp() {
        client.giveUp();
    }

    /** The earliest time at which a look may begin; none as long as only the end of another can tell. */
    Optional<Instant> freeAt(Instant now) {
        return underWay.get() >= concurrent
                ? Optional.empty()
                : client.opensIn().map(now::plus);
    }

    /** Takes a place for a look, if one may begin now. */
    boolean tryBegin(Instant now) {
        if (freeAt(now).filter(free -> !free.isAfter(now)).isEmpty()) {
            return false;
        }
        underWay.incrementAndGet();
        return true;
    }

    void end() {
        underWay.decrementAndGet();
    }

    /** Places for looks that are free; for metrics, from any thread. */
    int available() {
        return concurrent - underWay.get();
    }
}
