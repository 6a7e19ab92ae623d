package dev.backref.ingest.resolve;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How the resolver's thread is, as it says itself. Read from any thread. */
final class Health {
    private record Told(ResolverStatus.State state, Optional<String> failure) {}

    private volatile Map<String, Duration> silent = Map.of();
    private volatile Told told = new Told(ResolverStatus.State.STOPPED, Optional.empty());

    /** It joins its group or restores; what failed before still counts. */
    void restoring() {
        told = new Told(ResolverStatus.State.RESTORING, told.failure());
    }

    void running() {
        told = new Told(ResolverStatus.State.RUNNING, Optional.empty());
    }

    /** Registries of which no webhook has come for longer than it may be, and for how long. */
    void silent(Map<String, Duration> now) {
        silent = Map.copyOf(now);
    }

    void failed(String failure) {
        told = new Told(ResolverStatus.State.RESTORING, Optional.of(failure));
    }

    void stopped() {
        told = new Told(ResolverStatus.State.STOPPED, told.failure());
    }

    ResolverStatus status(BrokerProbe probe) {
        Told now = told;
        boolean away = now.state() != ResolverStatus.State.STOPPED
                && probe.unreachableSince().isPresent();
        return new ResolverStatus(
                away ? ResolverStatus.State.BROKER_UNREACHABLE : now.state(),
                probe.lag(),
                probe.unreachableSince(),
                now.failure(),
                silent);
    }
}
