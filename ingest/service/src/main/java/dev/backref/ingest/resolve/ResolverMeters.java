package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** What the resolver counts. */
final class ResolverMeters {
    private static final String REGISTRY = "registry";

    private final MeterRegistry meters;
    private final Map<String, AtomicInteger> pending = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> behind = new ConcurrentHashMap<>();
    private final AtomicInteger unconfigured = new AtomicInteger();
    private final LastTimes webhooks;
    private final LastTimes sweeps;
    private final LastTimes unlisted;

    ResolverMeters(MeterRegistry meters, Roster roster, LongSupplier lag) {
        this.meters = meters;
        webhooks = new LastTimes(meters, "backref.webhook.last.timestamp", "when the last webhook came that was taken");
        sweeps = new LastTimes(
                meters, "backref.sweep.last.timestamp", "when the last sweep began that listed all repositories");
        unlisted = new LastTimes(
                meters,
                "backref.sweep.unlisted.timestamp",
                "since when a registry has not told which repositories it has, though it was asked");
        roster.names().forEach(name -> gauges(name, roster.budget(name)));
        Gauge.builder("backref.resolver.lag", lag::getAsLong)
                .description("events that are not read yet")
                .register(meters);
        Gauge.builder("backref.resolver.unconfigured", unconfigured, AtomicInteger::get)
                .description("sources at which something is left to do once their registry is configured again")
                .register(meters);
    }

    /** Where everything is counted, for what has meters of its own. */
    MeterRegistry registry() {
        return meters;
    }

    void looked(Looks.Answer answer) {
        String registry = answer.attempt().work().name();
        Look look = answer.look();
        meters.counter("backref.resolver.looks", REGISTRY, registry, "outcome", outcome(look))
                .increment();
        meters.timer("backref.resolver.look.duration", REGISTRY, registry).record(answer.took());
        retried(look)
                .ifPresent(reason -> meters.counter(
                                "backref.resolver.retries", REGISTRY, registry, "reason", reason.word())
                        .increment());
        found(look)
                .ifPresent(manifest -> manifest.unread()
                        .forEach(blob -> meters.counter(
                                        "backref.resolver.blobs.unread", REGISTRY, registry, "reason", blob.reason())
                                .increment()));
    }

    void pending(Work work) {
        Map<String, Integer> owned = new HashMap<>();
        work.registries().forEach(registry -> owned.put(registry.name(), registry.pending()));
        pending.forEach((name, gauge) -> gauge.set(owned.getOrDefault(name, 0)));
        unconfigured.set(work.unconfigured().sources().values().stream()
                .mapToInt(Integer::intValue)
                .sum());
    }

    void behind(Work work, ToLongFunction<RegistryWork> distance) {
        Map<String, Long> owned = new HashMap<>();
        work.registries().forEach(registry -> owned.put(registry.name(), distance.applyAsLong(registry)));
        behind.forEach((name, gauge) -> gauge.set(owned.getOrDefault(name, 0L)));
    }

    void lastSeen(Work work) {
        Map<String, Instant> heard = new HashMap<>();
        Map<String, Instant> listed = new HashMap<>();
        Map<String, Instant> without = new HashMap<>();
        for (RegistryWork registry : work.registries()) {
            registry.webhooks().hearing().flatMap(Hearing::last).ifPresent(at -> heard.put(registry.name(), at));
            registry.sweeps().row().listed().ifPresent(at -> listed.put(registry.name(), at));
            registry.sweeps().row().unlisted().ifPresent(since -> without.put(registry.name(), since));
        }
        webhooks.are(heard);
        sweeps.are(listed);
        unlisted.are(without);
    }

    void committed(List<DeadLetter> deadLetters) {
        transaction("committed");
        deadLetters.forEach(letter -> meters.counter(
                        "backref.dead.letters", "reason", letter.refusal().reason())
                .increment());
    }

    void aborted() {
        transaction("aborted");
    }

    private void transaction(String outcome) {
        meters.counter("backref.resolver.transactions", "outcome", outcome).increment();
    }

    private void gauges(String registry, Budget budget) {
        webhooks.of(registry);
        sweeps.of(registry);
        unlisted.of(registry);
        AtomicInteger count = pending.computeIfAbsent(registry, name -> new AtomicInteger());
        Gauge.builder("backref.resolver.pending", count, AtomicInteger::get)
                .description("sources at which something is left to do")
                .tag(REGISTRY, registry)
                .register(meters);
        AtomicLong distance = behind.computeIfAbsent(registry, name -> new AtomicLong());
        Gauge.builder("backref.resolver.behind", distance, AtomicLong::get)
                .description("records read since events of it are left in the log, others' included")
                .tag(REGISTRY, registry)
                .register(meters);
        Gauge.builder("backref.resolver.budget.available", budget, Budget::available)
                .description("looks that may begin now, of those allowed at once")
                .tag(REGISTRY, registry)
                .register(meters);
    }

    private static Optional<LookFailure> retried(Look look) {
        if (look instanceof Look.Later later) {
            return Optional.of(later.reason());
        }
        return look instanceof Look.Doubtful doubtful ? Optional.of(doubtful.reason()) : Optional.empty();
    }

    private static Optional<Look.Found> found(Look look) {
        if (look instanceof Look.Tagged tagged) {
            return Optional.of(tagged.manifest());
        }
        return look instanceof Look.Found manifest ? Optional.of(manifest) : Optional.empty();
    }

    private static String outcome(Look look) {
        if (look instanceof Look.Found) {
            return "found";
        }
        if (look instanceof Look.PointsTo) {
            return "points-to";
        }
        if (look instanceof Look.Tagged) {
            return "tagged";
        }
        if (look instanceof Look.Present) {
            return "present";
        }
        if (look instanceof Look.Lists) {
            return "lists";
        }
        if (look instanceof Look.Gone) {
            return "gone";
        }
        if (look instanceof Look.Later) {
            return "later";
        }
        return look instanceof Look.Doubtful ? "doubtful" : "refused";
    }
}
