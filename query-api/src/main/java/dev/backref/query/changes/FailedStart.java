package dev.backref.query.changes;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.query.Problem;
import io.vertx.ext.web.RoutingContext;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where a reader cannot begin: that what it needs is gone, or when to come back. */
final class FailedStart {
    private static final Logger LOG = LoggerFactory.getLogger(FailedStart.class);

    private FailedStart() {}

    static void answer(RoutingContext context, Throwable failure) {
        if (failure instanceof Start.Gone gone) {
            Problem.of(410, "GONE", gone.reason() + ": " + gone.wayBack()).answer(context);
        } else if (failure instanceof IndexUnavailable unavailable) {
            Problem.of(503, "UNAVAILABLE", unavailable.reason()).answer(context, unavailable.retryAfter());
        } else if (failure instanceof KafkaException unreachable) {
            LOG.atWarn().addKeyValue("error", unreachable.toString()).log("a reader of changes cannot begin now");
            Problem.of(503, "UNAVAILABLE", "the broker does not answer").answer(context, ChangesResource.SOON);
        } else {
            context.fail(failure);
        }
    }
}
