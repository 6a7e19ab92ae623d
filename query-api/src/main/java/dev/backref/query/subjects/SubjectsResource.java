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
import dev.backref.query.ScopeParameter;
import dev.backref.query.walk.Route;
import dev.backref.query.walk.Walk;
import dev.backref.query.walk.WalkCursor;
import dev.backref.query.walk.WalkQuery;
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
            "artifactType",
            "registry",
            "repository",
            ScopeParameter.NAME,
            "n",
            "next",
            "atLeast",
            "refresh",
            "platforms",
            NewerThan.NAME);
    private static final String REFRESH = "refresh";
    private static final String NEXT = "next";
    private static final String PLATFORMS = "platforms";
    private static final String INHERIT = "inherit";
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

    /**
     * What is asked.
     *
     * @param platforms where what hangs on indexes and platforms is meant too, and from where on
     */
    private record Question(SubjectQuery query, Optional<WalkQuery> platforms) {
        /** The same, asked with another query of the same subject. */
        Question asking(SubjectQuery other) {
            return new Question(other, platforms.map(walk -> new WalkQuery(other, walk.route(), walk.begin())));
        }
    }

    private void answer(RoutingContext context, Refreshes refreshes) {
        boolean refresh = QueryString.of(context).names().contains(REFRESH);
        if (refresh) {
            refreshMetrics.measure(context);
        } else {
            metrics.measure(context);
        }
        Question asked;
        int seconds;
        try {
            Parameters parameters = Parameters.of(context, PARAMETERS);
            asked = question(context, parameters);
            seconds = Refreshes.seconds(parameters, REFRESH, Refreshes.USUAL_WAIT);
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        if (refresh) {
            SubjectQuery query = asked.query();
            Refreshes.Question question = Refreshes.Question.of(
                    query.subject(), query.filter(), query.ask().caller(), seconds);
            OnContext.of(refreshes.ask(question), context)
                    .onSuccess(outcome -> answer(context, asked.asking(behind(query, outcome)), Optional.of(outcome)))
                    .onFailure(failure -> fail(context, query, failure));
        } else {
            answer(context, asked, Optional.empty());
        }
    }

    private void answer(RoutingContext context, Question asked, Optional<Refreshed> refresh) {
        refresh.ifPresent(refreshMetrics::count);
        asked.platforms()
                .map(walk -> Walk.of(walk, index, context)
                        .page()
                        .map(page -> SubjectView.of(walk, page, refresh, registries)))
                .orElseGet(() -> OnContext.of(index.subject(asked.query()), context)
                        .map(answer -> SubjectView.of(answer, refresh, registries)))
                .map(Json::write)
                .onSuccess(view -> Answer.end(context, "application/json", Buffer.buffer(view)))
                .onFailure(failure -> fail(context, asked.query(), failure));
    }

    private static void fail(RoutingContext context, SubjectQuery query, Throwable failure) {
        FailedLookup.of(QueryString.of(context).first(NEXT), query.ask()).answer(context, failure);
    }

    /** The same query, of which the answer shows what was found meanwhile. */
    private SubjectQuery behind(SubjectQuery query, Refreshed refreshed) {
        Ask ask = new Ask(
                query.ask().caller(),
                clock.instant().plus(DEADLINE),
                refreshed.notBefore(query.ask().atLeast()));
        return new SubjectQuery(query.subject(), query.filter(), query.scope(), query.after(), query.limit(), ask);
    }

    private Question question(RoutingContext context, Parameters parameters) {
        if (parameters.one(PLATFORMS, SubjectsResource::inherit).isEmpty()) {
            return new Question(query(context, parameters, parameters.one(NEXT, next -> next)), Optional.empty());
        }
        SubjectQuery query = query(context, parameters, Optional.empty());
        Optional<WalkCursor> begin =
                parameters.one(NEXT, text -> WalkCursor.read(text, query.subject(), Route.PLATFORMS));
        return new Question(query, Optional.of(new WalkQuery(query, Route.PLATFORMS, begin)));
    }

    private static String inherit(String word) {
        if (!word.equals(INHERIT)) {
            throw new IllegalArgumentException("not \"" + INHERIT + "\": \"" + word + "\"");
        }
        return word;
    }

    private SubjectQuery query(RoutingContext context, Parameters parameters, Optional<String> after) {
        ContentFilter content = ContentParameters.read(parameters);
        SubjectQuery.Filter filter = new SubjectQuery.Filter(
                parameters.artifactTypes(),
                parameters.each("registry", name -> Parameters.configuredRegistry(name, registries)),
                parameters.one("repository", Parameters::repositoryName),
                NewerThan.read(parameters, clock.instant()).map(content::since).orElse(content));
        return new SubjectQuery(
                Parameters.value("digest", context.pathParam("digest"), Digest::parse),
                filter,
                ScopeParameter.read(parameters, filter),
                after,
                parameters.number("n", 1, LARGEST_PAGE, PAGE),
                new Ask(
                        callers.of(context),
                        clock.instant().plus(DEADLINE),
                        parameters.one("atLeast", Position::parse)));
    }
}
