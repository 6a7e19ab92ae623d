package dev.backref.query.subjects;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.Callers;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/subjects/<digest>/refresh}: has the registries asked again what refers to a digest, and answers
 * when the index has it, or why it has not.
 */
public final class RefreshResource {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshResource.class);
    private static final String PATH = "/api/v1/subjects/:digest/refresh";
    private static final Set<String> PARAMETERS = Set.of("registry", "repository", "wait");
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Set<String> registries;
    private final Refreshes refreshes;
    private final Callers callers;
    private final RefreshMetrics metrics;

    /**
     * @param registries the names of those that are configured
     */
    public RefreshResource(Set<String> registries, Refreshes refreshes, Callers callers, MeterRegistry meters) {
        this.registries = Set.copyOf(registries);
        this.refreshes = refreshes;
        this.callers = callers;
        this.metrics = new RefreshMetrics(meters);
    }

    public void mount(Router router) {
        router.post(PATH).handler(this::refresh);
        router.route(PATH).handler(context -> {
            context.response().putHeader("Allow", "POST");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }

    private void refresh(RoutingContext context) {
        metrics.measure(context);
        Refreshes.Question question;
        try {
            question = question(context);
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        OnContext.of(refreshes.ask(question), context)
                .onSuccess(refreshed -> answer(context, refreshed))
                .onFailure(failure -> fail(context, failure));
    }

    private Refreshes.Question question(RoutingContext context) {
        Parameters parameters = Parameters.of(context, PARAMETERS);
        Filter filter = new Filter(
                Set.of(),
                parameters.each("registry", name -> Parameters.configuredRegistry(name, registries)),
                parameters.one("repository", Parameters::repositoryName));
        return Refreshes.Question.of(
                Parameters.value("digest", context.pathParam("digest"), Digest::parse),
                filter,
                callers.of(context),
                Refreshes.seconds(parameters, "wait", Refreshes.USUAL_WAIT));
    }

    private void answer(RoutingContext context, Refreshed refreshed) {
        metrics.count(refreshed);
        if (refreshed.problem().filter(problem -> problem.status() == 503).isPresent()) {
            refreshed.problem().get().answer(context, SOON);
        } else if (refreshed.problem().isPresent()) {
            refreshed.problem().get().answer(context);
        } else {
            Answer.end(context, "application/json", Buffer.buffer(Json.write(refreshed)));
        }
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof IndexUnavailable unavailable) {
            Problem.of(503, "UNAVAILABLE", unavailable.reason()).answer(context, unavailable.retryAfter());
        } else {
            LOG.error("a refresh failed", failure);
            Problem.of(500, "FAILED", "the refresh failed").answer(context);
        }
    }
}
