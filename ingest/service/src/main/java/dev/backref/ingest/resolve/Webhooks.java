package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When webhooks of one registry came, and whether they can. Each time that this is told is a transaction and a record in
 * every partition of the index, so that is done at most once a minute behind the first, however many come. Of a registry
 * that never had a webhook nothing is told.
 */
final class Webhooks {
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private static final String HOOK_CLOSED = "hook-closed";

    private final String registry;
    private final RegistryHistory announced;
    private final boolean open;
    private final Optional<RegistrySettings.Webhook> settings;
    private Optional<Instant> first = Optional.empty();
    private Optional<Hearing> now = Optional.empty();
    private Optional<Hearing> told = Optional.empty();
    private Optional<Instant> closed = Optional.empty();
    private Instant next = Instant.MIN;

    Webhooks(RegistrySettings registry) {
        this.registry = registry.name();
        this.announced = registry.announced();
        this.open = registry.hasHook();
        this.settings = registry.webhook();
    }

    void restore(Row row) {
        first = row.heard().or(() -> first);
        now = row.webhooks().or(() -> now);
        closed = row.closed().or(() -> closed);
    }

    /**
     * Says how the registry is configured. What was sent while nobody listened came to nobody: where all was announced before, that
     * is so no more, although the first webhook came long ago.
     */
    void introduce(SweepWork sweeps, Instant at, Batch out) {
        tellSettings(out);
        if (!open && closed.isEmpty() && (first.isPresent() || now.isPresent())) {
            closed = Optional.of(at);
            out.changed(registry);
        } else if (open && closed.isPresent()) {
            if (announced == RegistryHistory.NONE) {
                String detail = "its hook was closed from " + closed.get() + ", or soon before, to " + at;
                sweeps.lost(HOOK_CLOSED, detail, at, out);
            }
            closed = Optional.empty();
            out.changed(registry);
        }
    }

    private void tellSettings(Batch out) {
        out.signal(new LocationSignal.Registry(registry, announced, first));
    }

    /** Since when nobody listens for them, where somebody did. */
    Optional<Instant> closed() {
        return closed;
    }

    /** When the first one was worked off. */
    Optional<Instant> first() {
        return first;
    }

    /** One led to a look, whatever that gave: the registry has been heard from. */
    void workedOff(Instant at, Batch out) {
        if (first.isEmpty()) {
            first = Optional.of(at);
            out.changed(registry);
            tellSettings(out);
        }
    }

    /** One came, whether or not it is worked off yet. */
    void came(Instant at) {
        if (settings.isPresent()) {
            now = Optional.of(now.map(before -> before.heard(at)).orElseGet(() -> new Hearing(at, Optional.of(at))));
        }
    }

    /** Tells what has not been told, when it is time. Told once in any case by whoever takes the registry over. */
    void tell(Instant at, Batch out) {
        if (at.isBefore(next) && !isFirst()) {
            return;
        }
        if (settings.isPresent() && now.isEmpty()) {
            now = Optional.of(new Hearing(at, Optional.empty()));
        }
        if (!now.equals(told)) {
            told = now;
            next = at.plus(BETWEEN);
            now.ifPresent(hearing -> out.signal(signal(hearing)));
            out.changed(registry);
        }
    }

    /** Whether one has come and none was told of: whoever has just set it up waits for that. */
    private boolean isFirst() {
        return now.flatMap(Hearing::last).isPresent()
                && told.flatMap(Hearing::last).isEmpty();
    }

    /** One whose webhook is no longer configured is never silent, and has been told so once its row is gone. */
    private LocationSignal signal(Hearing hearing) {
        Optional<Long> silentAfter =
                settings.flatMap(RegistrySettings.Webhook::silentAfter).map(Duration::toSeconds);
        return new LocationSignal.Webhooks(registry, hearing.since(), hearing.last(), silentAfter);
    }

    /** Absent where none is listened for. */
    Optional<Hearing> hearing() {
        return now.filter(listening -> settings.isPresent());
    }

    /** For how long none has come, where that is longer than it may be. */
    Optional<Duration> silence(Instant at) {
        return hearing()
                .map(hearing -> Duration.between(hearing.last().orElse(hearing.since()), at))
                .filter(time -> settings.flatMap(RegistrySettings.Webhook::silentAfter)
                        .filter(longest -> time.compareTo(longest) > 0)
                        .isPresent());
    }
}
