package dev.backref.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts lookups by resource and outcome, and times them. */
public final class LookupMetrics {
    private static final String ABANDONED = "abandoned";

    private final MeterRegistry meters;
    private final String resource;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    /**
     * @param resource what is asked
     */
    public LookupMetrics(MeterRegistry meters, String resource) {
        this.meters = meters;
        this.resource = resource;
    }

    /** Measures a request from now until its answer is written. */
    public void measure(RoutingContext context) {
        Timer.Sample began = Timer.start(meters);
        context.addEndHandler(ended ->
                began.stop(timer(ended.succeeded() ? outcome(context.response().getStatusCode()) : ABANDONED)));
    }

    /** Kept, because to find it among all meters costs more than to time with it. */
    private Timer timer(String outcome) {
        return timers.computeIfAbsent(
                outcome,
                word -> Timer.builder("backref.lookups")
                        .description("Lookups by resource and outcome")
                        .tag("resource", resource)
                        .tag("outcome", word)
                        .register(meters));
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
