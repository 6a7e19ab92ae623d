package dev.backref.query.subjects;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.Callers;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.ReadOnly;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code GET /api/v1/subjects/<digest>/relations}: what a manifest is related to and no evidence of, over all registries.
 */
public final class RelationsResource {
    private static final String RELATION = "relation";
    private static final String DIRECTION = "direction";
    private static final Set<String> PARAMETERS = Set.of(RELATION, DIRECTION, "n", "next", "atLeast");
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final SubjectIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final Clock clock;

    /**
     * @param clock by which deadlines are told
     */
    public RelationsResource(SubjectIndex index, Callers callers, MeterRegistry meters, Clock clock) {
        this.index = index;
        this.callers = callers;
        this.metrics = new LookupMetrics(meters, "relations");
        this.clock = clock;
    }

    /** Adds it to what is served. */
    public void mount(Router router) {
        ReadOnly.mount(router, "/api/v1/subjects/:digest/relations", this::answer);
    }

    private void answer(RoutingContext context) {
        metrics.measure(context);
        RelationsQuery query;
        try {
            query = query(context);
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        OnContext.of(index.relations(query), context)
                .onSuccess(answer -> Answer.end(
                        context, "application/json", Buffer.buffer(Json.write(RelationsView.of(query, answer)))))
                .onFailure(
                        failure -> FailedLookup.of(query.after(), query.ask()).answer(context, failure));
    }

    private RelationsQuery query(RoutingContext context) {
        Parameters parameters = Parameters.of(context, PARAMETERS);
        return new RelationsQuery(
                Parameters.value("digest", context.pathParam("digest"), Digest::parse),
                required(parameters, RELATION, Relation::parse),
                required(parameters, DIRECTION, Relation.Direction::parse),
                parameters.one("next", next -> next),
                parameters.number("n", 1, LARGEST_PAGE, PAGE),
                new Ask(
                        callers.of(context),
                        clock.instant().plus(DEADLINE),
                        parameters.one("atLeast", Position::parse)));
    }

    /** Each relation and direction is a listing of its own. What is missing is read too, and refused with what there is. */
    private static <T> T required(Parameters parameters, String name, Function<String, T> reader) {
        return parameters.one(name, reader).orElseGet(() -> Parameters.value(name, "", reader));
    }
}
