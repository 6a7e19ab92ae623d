package dev.backref.query.operations;

import dev.backref.query.ReadOnly;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** {@code GET /metrics}: everything that is counted, in Prometheus' text format 0.0.4. */
public final class MetricsResource {
    private final Supplier<String> scrape;

    /**
     * @param scrape writes all metrics; it is called off the event loop
     */
    public MetricsResource(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    public void mount(Router router) {
        ReadOnly.mount(
                router,
                "/metrics",
                context -> context.vertx()
                        .executeBlocking(scrape::get, false)
                        .onSuccess(text -> context.response()
                                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                                .end(text))
                        .onFailure(context::fail));
    }
}
