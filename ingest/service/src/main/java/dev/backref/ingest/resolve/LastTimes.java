package dev.backref.ingest.resolve;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;

/**
 * When something last happened at each registry, in seconds since 1970; no number where another process owns the registry,
 * or it never happened: 0 would look like half a century of silence.
 */
final class LastTimes {
    private static final double MILLIS = 1_000.0;

    private final MeterRegistry meters;
    private final String name;
    private final String description;
    private volatile Map<String, Instant> times = Map.of();

    LastTimes(MeterRegistry meters, String name, String description) {
        this.meters = meters;
        this.name = name;
        this.description = description;
    }

    /** Shows that of this registry. */
    void of(String registry) {
        Gauge.builder(name, this, all -> all.seconds(registry))
                .baseUnit("seconds")
                .description(description)
                .tag("registry", registry)
                .register(meters);
    }

    /** What they are now. */
    void are(Map<String, Instant> now) {
        times = Map.copyOf(now);
    }

    private double seconds(String registry) {
        Instant time = times.get(registry);
        return time == null ? Double.NaN : time.toEpochMilli() / MILLIS;
    }
}
