package dev.backref.query.decisions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.ReadOnly;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/v1/decisions/<id>}: the record of a decision, also as an in-toto statement. */
public final class DecisionsResource {
    private static final String FORMAT = "format";
    private static final FailedLookup FAILED = new FailedLookup(Optional.empty(), Optional.empty());

    private final Decisions decisions;
    private final LookupMetrics metrics;

    public DecisionsResource(Decisions decisions, MeterRegistry meters) {
        this.decisions = decisions;
        this.metrics = new LookupMetrics(meters, "decisions");
    }

    /** How a record can be written. */
    private enum Format {
        RECORD("json", "application/json"),
        IN_TOTO("in-toto", Statement.MEDIA_TYPE);

        private final String word;
        private final String mediaType;

        Format(String word, String mediaType) {
            this.word = word;
            this.mediaType = mediaType;
        }

        static Format parse(String text) {
            for (Format format : values()) {
                if (format.word.equals(text)) {
                    return format;
                }
            }
            throw new IllegalArgumentException("is neither json nor in-toto: \"" + text + "\"");
        }

        private static Format accepted(RoutingContext context) {
            boolean asked = context.parsedHeaders().accept().stream()
                    .anyMatch(type -> Statement.MEDIA_TYPE.equals(type.component() + "/" + type.subComponent()));
            return asked ? IN_TOTO : RECORD;
        }

        Buffer write(ObjectNode record) {
            return Buffer.buffer(Json.write(this == IN_TOTO ? Statement.of(record) : record));
        }
    }

    public void mount(Router router) {
        ReadOnly.mount(router, "/api/v1/decisions/:id", this::answer);
    }

    private void answer(RoutingContext context) {
        metrics.measure(context);
        context.response().putHeader("Cache-Control", "no-store"); // Its id is the right to read it.
        try {
            Format format = Parameters.of(context, Set.of(FORMAT))
                    .one(FORMAT, Format::parse)
                    .orElseGet(() -> Format.accepted(context));
            DecisionId id = Parameters.value("id", context.pathParam("id"), DecisionId::parse);
            decisions
                    .read(id, context.vertx().getOrCreateContext())
                    .onSuccess(found ->
                            found.ifPresentOrElse(record -> end(context, format, record), () -> nothing(context, id)))
                    .onFailure(failure -> FAILED.answer(context, failure));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
        }
    }

    private static void end(RoutingContext context, Format format, ObjectNode record) {
        context.response().putHeader("Vary", "Accept");
        Answer.end(context, format.mediaType, format.write(record));
    }

    private static void nothing(RoutingContext context, DecisionId id) {
        Problem.of(404, "NOT_FOUND", "no decision \"" + id + "\" is kept, or no longer")
                .answer(context);
    }
}
