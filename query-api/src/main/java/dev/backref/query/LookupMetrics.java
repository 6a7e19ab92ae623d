package dev.backref.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;

/** Counts lookups by resource and outcome, and times them. */
public record LookupMetrics(MeterRegistry meters, String resource) {
    /** Measures a request from now until its answer is written. */
    public void measure(RoutingContext context) {
        Timer.Sample began = Timer.start(meters);
        context.addEndHandler(ended -> began.stop(Timer.builder("backref.lookups")
                .description("Lookups by resource and outcome")
                .tag("resource", resource)
                .tag("outcome", ended.succeeded() ? outcome(context.response().getStatusCode()) : "abandoned")
                .register(meters)));
    }

    /** The word for what came of a lookup that was answered with this status. */
    static String outcome(int status) {
        return switch (status) {
            case 200 -> "answered";
            case 404 -> "unknown";
            case 503 -> "unavailable";
            default -> status < 500 ? "refused" : "failed";
        };
    }
}
