package dev.backref.query.subjects;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.Callers;
import dev.backref.query.ContentParameters;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.QueryString;
import dev.backref.query.ReadOnly;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/v1/subjects/<digest>}: the referrers of a digest over all registries, merged. */
public final class SubjectsResource {
    private static final Set<String> PARAMETERS = ContentParameters.and(
            "artifactType", "registry", "repository", "scope", "n", "next", "atLeast", "refresh", NewerThan.NAME);
    private static final String REFRESH = "refresh";
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Set<String> registries;
    private final SubjectIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final RefreshMetrics refreshMetrics;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param clock by which deadlines are told
     */
    public SubjectsResource(
            Set<String> registries, SubjectIndex index, Callers callers, MeterRegistry meters, Clock clock) {
        this.registries = Set.copyOf(registries);
        this.index = index;
        this.callers = callers;
        this.metrics = new LookupMetrics(meters, "subjects");
        this.refreshMetrics = new RefreshMetrics(meters);
        this.clock = clock;
    }

    /**
     * Adds it to what is served.
     *
     * @param refreshes for callers who want what refers to the digest looked at again before they are answered
     */
    public void mount(Router router, Refreshes refreshes) {
        ReadOnly.mount(router, "/api/v1/subjects/:digest", context -> answer(context, refreshes));
    }

    private void answer(RoutingContext context, Refreshes refreshes) {
        boolean refresh = QueryString.of(context).names().contains(REFRESH);
        if (refresh) {
            refreshMetrics.measure(context);
        } else {
            metrics.measure(context);
        }
        SubjectQuery query;
        int seconds;
        try {
            query = query(context);
            seconds = Refreshes.seconds(Parameters.of(context, PARAMETERS), REFRESH, Refreshes.USUAL_WAIT);
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        if (refresh) {
            Refreshes.Question question = Refreshes.Question.of(
                    query.subject(), query.filter(), query.ask().caller(), seconds);
            OnContext.of(refreshes.ask(question), context)
                    .onSuccess(outcome -> answer(context, behind(query, outcome), Optional.of(outcome)))
                    .onFailure(failure ->
                            FailedLookup.of(query.after(), query.ask()).answer(context, failure));
        } else {
            answer(context, query, Optional.empty());
        }
    }

    private void answer(RoutingContext context, SubjectQuery query, Optional<Refreshed> refresh) {
        refresh.ifPresent(refreshMetrics::count);
        OnContext.of(index.subject(query), context)
                .onSuccess(answer -> Answer.end(
                        context,
                        "application/json",
                        Buffer.buffer(Json.write(SubjectView.of(answer, refresh, registries)))))
                .onFailure(
                        failure -> FailedLookup.of(query.after(), query.ask()).answer(context, failure));
    }

    /** The same query, of which the answer shows what was found meanwhile. */
    private SubjectQuery behind(SubjectQuery query, Refreshed refreshed) {
        Ask ask = new Ask(
                query.ask().caller(),
                clock.instant().plus(DEADLINE),
                refreshed.notBefore(query.ask().atLeast()));
        return new SubjectQuery(query.subject(), query.filter(), query.scope(), query.after(), query.limit(), ask);
    }

    private SubjectQuery query(RoutingContext context) {
        String digest = context.pathParam("digest");
        Parameters parameters = Parameters.of(context, PARAMETERS);
        ContentFilter content = ContentParameters.read(parameters);
        SubjectQuery.Filter filter = new SubjectQuery.Filter(
                parameters.artifactTypes(),
                parameters.each("registry", name -> Parameters.configuredRegistry(name, registries)),
                parameters.one("repository", Parameters::repositoryName),
                NewerThan.read(parameters, clock.instant()).map(content::since).orElse(content));
        return new SubjectQuery(
                Parameters.value("digest", digest, Digest::parse),
                filter,
                ScopeParameter.read(parameters, filter),
                parameters.one("next", next -> next),
                parameters.number("n", 1, LARGEST_PAGE, PAGE),
                new Ask(
                        callers.of(context),
                        clock.instant().plus(DEADLINE),
                        parameters.one("atLeast", Position::parse)));
    }
}
