package dev.backref.query.subjects;

import dev.backref.query.LookupMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;

/** Counts and times requests that have a subject looked at again; apart from lookups, because somebody waits in them. */
final class RefreshMetrics {
    private final MeterRegistry meters;
    private final LookupMetrics requests;

    RefreshMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.requests = new LookupMetrics(meters, "refresh");
    }

    void measure(RoutingContext context) {
        requests.measure(context);
    }

    void count(Refreshed refreshed) {
        Counter.builder("backref.refreshes")
                .description("Requests to look again at a subject, by outcome")
                .tag("outcome", refreshed.outcome().word())
                .register(meters)
                .increment();
    }
}
