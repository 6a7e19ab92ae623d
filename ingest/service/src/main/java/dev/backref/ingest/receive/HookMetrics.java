package dev.backref.ingest.receive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;

/** What the hooks count. An unknown registry's name never becomes a tag: anybody can make up names. */
final class HookMetrics {
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry meters;

    HookMetrics(MeterRegistry meters, WaitingRoom room) {
        this.meters = meters;
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
                .forEach((action, times) -> meters.counter(
                                "backref.webhook.events", "registry", registry, "action", action)
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
        began.stop(meters.timer("backref.webhook.duration"));
    }

    private void answered(String registry, String outcome) {
        meters.counter("backref.webhooks", "registry", registry, "outcome", outcome)
                .increment();
    }
}
