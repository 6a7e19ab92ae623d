package dev.backref.query.graph;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.Callers;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.Parameters;
import dev.backref.query.QueryString;
import dev.backref.query.ReadOnly;
import dev.backref.query.walk.Route;
import dev.backref.query.walk.Walk;
import dev.backref.query.walk.WalkCursor;
import dev.backref.query.walk.WalkQuery;
import dev.backref.query.walk.Way;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /api/v1/subjects/<digest>/graph}: what is around a manifest over all registries, from its evidence and the
 * evidence of that to the images that were built from it.
 */
public final class GraphResource {
    private static final String FOLLOW = "follow";
    private static final String DEPTH = "depth";
    private static final String NEXT = "next";
    private static final Set<String> PARAMETERS = Set.of(FOLLOW, DEPTH, "n", NEXT, "atLeast");
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;
    private static final int USUAL_DEPTH = 3;
    private static final int LARGEST_DEPTH = 5;

    private final Set<String> registries;
    private final SubjectIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param clock by which deadlines are told
     */
    public GraphResource(
            Set<String> registries, SubjectIndex index, Callers callers, MeterRegistry meters, Clock clock) {
        this.registries = Set.copyOf(registries);
        this.index = index;
        this.callers = callers;
        this.metrics = new LookupMetrics(meters, "graph");
        this.clock = clock;
    }

    /** Adds it to what is served. */
    public void mount(Router router) {
        ReadOnly.mount(router, "/api/v1/subjects/:digest/graph", this::answer);
    }

    private void answer(RoutingContext context) {
        metrics.measure(context);
        WalkQuery query;
        try {
            query = query(context);
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        Walk.of(query, index, context)
                .page()
                .map(page -> Json.write(GraphView.of(query, page, registries)))
                .onSuccess(view -> Answer.end(context, "application/json", Buffer.buffer(view)))
                .onFailure(failure -> FailedLookup.of(
                                QueryString.of(context).first(NEXT),
                                query.evidence().ask())
                        .answer(context, failure));
    }

    private WalkQuery query(RoutingContext context) {
        Parameters parameters = Parameters.of(context, PARAMETERS);
        Digest subject = Parameters.value("digest", context.pathParam("digest"), Digest::parse);
        Set<Way> asked = parameters.each(FOLLOW, Way::parse);
        Route route = Route.graph(
                asked.isEmpty() ? EnumSet.allOf(Way.class) : asked,
                parameters.number(DEPTH, 1, LARGEST_DEPTH, USUAL_DEPTH));
        SubjectQuery evidence = new SubjectQuery(
                subject,
                SubjectQuery.Filter.NONE,
                Optional.empty(),
                parameters.number("n", 1, LARGEST_PAGE, PAGE),
                new Ask(
                        callers.of(context),
                        clock.instant().plus(DEADLINE),
                        parameters.one("atLeast", Position::parse)));
        return new WalkQuery(evidence, route, parameters.one(NEXT, text -> WalkCursor.read(text, subject, route)));
    }
}
