package dev.backref.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where no resource answers, in the form of the path. Mounted last. */
public final class ErrorPages {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

    private final ErrorForm form;
    private final MeterRegistry meters;

    /**
     * @param form of the errors where it is not that of {@code /api}
     */
    public ErrorPages(ErrorForm form, MeterRegistry meters) {
        this.form = form;
        this.meters = meters;
    }

    /** Adds them behind every other route. */
    public void mount(Router router) {
        page(router, "not-found", Problem.of(404, "NOT_FOUND", "nothing is served here"));
        page(router, "method-not-allowed", Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method"));
        // Paths and queries with a broken percent-encoding end here, before any resource has seen them.
        page(router, "malformed", Problem.of(400, "BAD_REQUEST", "the request cannot be read"));
        Counter failed = counter("failed");
        router.errorHandler(500, context -> fail(context, failed));
    }

    private void page(Router router, String outcome, Problem problem) {
        Counter answered = counter(outcome);
        router.errorHandler(problem.status(), context -> {
            answered.increment();
            answer(context, problem);
        });
    }

    /** The caller is told that it failed, the log why. */
    private void fail(RoutingContext context, Counter failed) {
        failed.increment();
        LOG.atError().setCause(context.failure()).log("a request failed");
        if (context.response().headWritten()) {
            context.response().reset();
        } else {
            answer(context, Problem.of(500, "FAILED", "the request failed"));
        }
    }

    private void answer(RoutingContext context, Problem problem) {
        String path = Optional.ofNullable(context.request().path()).orElse("");
        if (form.covers(path)) {
            form.answer(context, problem);
        } else {
            problem.answer(context);
        }
    }

    private Counter counter(String outcome) {
        return Counter.builder("backref.http.errors")
                .description("Requests that no resource answered")
                .tag("outcome", outcome)
                .register(meters);
    }
}
