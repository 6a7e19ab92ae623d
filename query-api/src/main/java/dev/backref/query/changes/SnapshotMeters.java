package dev.backref.query.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What is told of those who read snapshots. */
final class SnapshotMeters {
    private final MeterRegistry registry;
    private final AtomicInteger readers = new AtomicInteger();
    private final Counter edges;

    SnapshotMeters(MeterRegistry meters) {
        this.registry = meters;
        this.edges = Counter.builder("backref.snapshot.edges")
                .description("Edges written to readers of snapshots")
                .register(meters);
        Gauge.builder("backref.snapshot.readers", readers, AtomicInteger::get)
                .description("Snapshots that are being read")
                .register(meters);
    }

    /** How the reading of a snapshot ended, for this time. */
    enum Outcome {
        /** With its cursor. */
        WHOLE,
        /** The reader went away. */
        ABANDONED,
        /** The index could not go on, or this process stops. */
        CUT
    }

    /** Another reader, unless there are so many already. */
    boolean begin(int most) {
        if (readers.incrementAndGet() > most) {
            readers.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One that had begun has not been given anything. */
    void refuse() {
        readers.decrementAndGet();
    }

    void end(Outcome outcome) {
        readers.decrementAndGet();
        registry.counter("backref.snapshots", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void told(int more) {
        edges.increment(more);
    }
}
