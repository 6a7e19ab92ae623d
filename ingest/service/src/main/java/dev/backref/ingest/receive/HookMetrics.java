package dev.backref.ingest.receive;

import dev.backref.ingest.contract.RegistryEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the hooks count. An unknown registry's name never becomes a tag: anybody can make up names. */
final class HookMetrics {
    private static final String UNKNOWN = "unknown";

    /** Names of events are a sender's to choose: beyond so many of a registry, all are one. */
    private static final int NAMES = 20;

    private static final int LONGEST_NAME = 64;
    private static final String OTHER_NAMES = "other";

    private final MeterRegistry meters;
    private final Timer duration;

    /** Kept, because to find one among all meters costs more than to count with it. */
    private final Map<Tagged, Counter> counters = new ConcurrentHashMap<>();

    private final Map<String, Set<String>> names = new ConcurrentHashMap<>();
    private final RecentEvents recent = new RecentEvents();

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
        parsed.unknown()
                .forEach((name, times) -> counter(
                                new Tagged("backref.webhook.unknown", registry, "type", bounded(registry, name)))
                        .increment(times));
        countRepeated(registry, parsed.events());
        parsed.unread()
                .ifPresent(why -> meters.counter("backref.dead.letters", "reason", why.reason())
                        .increment());
        answered(registry, parsed.unread().isPresent() ? "dead-letter" : "accepted");
    }

    /** An event that makes us look at several sources is one. */
    private void countRepeated(String registry, List<RegistryEvent> events) {
        Map<String, RegistryEvent> byId = new LinkedHashMap<>();
        events.forEach(event -> byId.put(event.cause().id(), event));
        for (RegistryEvent event : byId.values()) {
            if (recent.repeats(registry, event)) {
                meters.counter("backref.webhook.duplicates", "registry", registry)
                        .increment();
            }
        }
    }

    private String bounded(String registry, String name) {
        String plain = name.substring(0, Math.min(LONGEST_NAME, name.length())).replaceAll("[^A-Za-z0-9._: -]", "_");
        Set<String> known = names.computeIfAbsent(registry, first -> ConcurrentHashMap.newKeySet());
        return known.contains(plain) || (known.size() < NAMES && known.add(plain)) ? plain : OTHER_NAMES;
    }

    void refused(Optional<String> registry, Refusal refusal) {
        answered(registry.orElse(UNKNOWN), refusal.word());
    }

    /** A token that was refused, by why. */
    void refused(String registry, TokenFault fault) {
        counter(new Tagged("backref.webhook.tokens.refused", registry, "reason", fault.word()))
                .increment();
    }

    /** An issuer that was asked for its keys. */
    void asked(String registry, boolean had) {
        counter(new Tagged("backref.webhook.keys", registry, "outcome", had ? "had" : "failed"))
                .increment();
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
