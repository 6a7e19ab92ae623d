package dev.backref.ingest.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the hooks count. An unknown registry's name never becomes a tag: anybody can make up names. */
final class HookMetrics {
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry meters;
    private final Timer duration;

    /** Kept, because to find one among all meters costs more than to count with it. */
    private final Map<Tagged, Counter> counters = new ConcurrentHashMap<>();

    /** A counter by registry and one more tag. */
    private record Tagged(String name, String registry, String tag, String value) {}

    HookMetrics(MeterRegistry meters, WaitingRoom room) {
        this.meters = meters;
        this.duration = meters.timer("backref.webhook.duration");
        Gauge.builder("backref.webhooks.waiting", room, WaitingRoom::waiting)
                .description("deliveries that the log has not yet taken")
                .register(meters);
        Gauge.builder("backref.webhooks.waiting.size", room, WaitingRoom::held)
                .description("bytes of their bodies")
                .baseUnit("bytes")
                .register(meters);
    }

    Timer.Sample begin() {
        return Timer.start(meters);
    }

    void accepted(String registry, ParsedHook parsed) {
        parsed.actions()
                .forEach((action, times) -> counter(new Tagged("backref.webhook.events", registry, "action", action))
                        .increment(times));
        parsed.unread()
                .ifPresent(why -> meters.counter("backref.dead.letters", "reason", why.reason())
                        .increment());
        answered(registry, parsed.unread().isPresent() ? "dead-letter" : "accepted");
    }

    void refused(Optional<String> registry, Refusal refusal) {
        answered(registry.orElse(UNKNOWN), refusal.word());
    }

    void end(Timer.Sample began) {
        began.stop(duration);
    }

    private void answered(String registry, String outcome) {
        counter(new Tagged("backref.webhooks", registry, "outcome", outcome)).increment();
    }

    private Counter counter(Tagged tagged) {
        return counters.computeIfAbsent(
                tagged,
                absent -> meters.counter(tagged.name(), "registry", tagged.registry(), tagged.tag(), tagged.value()));
    }
}
