package dev.backref.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;

/** Counts lookups by resource and status, and times them. */
public record LookupMetrics(MeterRegistry meters, String resource) {
    /** Measures a request from now until its answer is written. */
    public void measure(RoutingContext context) {
        Timer.Sample began = Timer.start(meters);
        context.addEndHandler(ended -> began.stop(Timer.builder("backref.lookups")
                .description("Lookups by resource and status")
                .tag("resource", resource)
                .tag("status", Integer.toString(context.response().getStatusCode()))
                .register(meters)));
    }
}
