package dev.backref.query.gate;

import dev.backref.query.requirement.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what is decided.
 *
 * @param resource what was asked
 */
record DecisionMetrics(MeterRegistry meters, String resource) {
    void count(Outcome outcome) {
        Counter.builder("backref.decisions")
                .description("Decisions whether a subject has what is required of it, by outcome")
                .tag("resource", resource)
                .tag("outcome", outcome.word())
                .register(meters)
                .increment();
    }
}
