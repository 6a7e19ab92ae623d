package dev.backref.query.passthrough;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of one registry. */
final class Meters {
    private static final int CLASS = 100;

    private final String registry;
    private final MeterRegistry meters;
    private final AtomicInteger underWay = new AtomicInteger();

    Meters(String registry, MeterRegistry meters) {
        this.registry = registry;
        this.meters = meters;
        Gauge.builder("backref.passthrough.underway", underWay, AtomicInteger::get)
                .description("Requests that are being handed through")
                .tag("registry", registry)
                .register(meters);
    }

    /** One more is under way; gives how many are now. */
    int begin() {
        return underWay.incrementAndGet();
    }

    /** The registry's answer by its class, such as {@code 2xx}; or how it came to none. */
    void end(Timer.Sample began, int status) {
        end(began, status / CLASS + "xx");
    }

    void end(Timer.Sample began, Outcome outcome) {
        end(began, outcome.word());
    }

    private void end(Timer.Sample began, String outcome) {
        underWay.decrementAndGet();
        began.stop(Timer.builder("backref.passthrough")
                .description("Requests handed through to a registry, to the end of their answers")
                .tag("registry", registry)
                .tag("outcome", outcome)
                .register(meters));
    }

    Timer.Sample clock() {
        return Timer.start(meters);
    }
}
