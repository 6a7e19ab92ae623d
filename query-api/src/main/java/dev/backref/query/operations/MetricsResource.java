package dev.backref.query.operations;

import dev.backref.query.Answer;
import dev.backref.query.ReadOnly;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** {@code GET /metrics}: everything that is counted, in Prometheus' text format 0.0.4. */
public final class MetricsResource {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

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
                        .onSuccess(text -> Answer.end(context, TEXT_FORMAT, Buffer.buffer(text)))
                        .onFailure(context::fail));
    }
}
