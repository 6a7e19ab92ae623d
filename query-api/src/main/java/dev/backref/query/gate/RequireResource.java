package dev.backref.query.gate;

import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.Patience;
import dev.backref.query.QueryString;
import dev.backref.query.requirement.Arrivals;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Deciding;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.InTurn;
import dev.backref.query.requirement.Question;
import dev.backref.query.requirement.Requirement;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /api/v1/subjects/<digest>?require=…}: whether a subject has the evidence that is required of it; with {@code wait}
 * as soon as it has.
 */
public final class RequireResource {
    private static final String AT_LEAST = "atLeast";
    private static final Set<String> PARAMETERS = parameters();

    private final DecisionBasis basis;
    private final Waiters waiters;
    private final LookupMetrics lookups;
    private final LookupMetrics waits;
    private final DecisionMetrics decisions;

    /**
     * @param arrivals tells those who wait of changes
     */
    public RequireResource(DecisionBasis basis, Arrivals arrivals, Vertx vertx, MeterRegistry meters) {
        this.basis = basis;
        this.waiters = new Waiters(basis, arrivals, vertx, meters);
        this.lookups = new LookupMetrics(meters, "require");
        this.waits = new LookupMetrics(meters, "wait");
        this.decisions = new DecisionMetrics(meters, "require");
    }

    private static Set<String> parameters() {
        Set<String> parameters = new HashSet<>(Conditions.PARAMETERS);
        parameters.addAll(Set.of(Requirements.NAME, Patience.NAME, AT_LEAST));
        return Set.copyOf(parameters);
    }

    /** Adds it to what is served, before what serves lookups at the same path. */
    public void mount(Router router) {
        router.route("/api/v1/subjects/:digest")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> {
                    Set<String> given = QueryString.of(context).names();
                    if (given.contains(Requirements.NAME) || given.contains(Patience.NAME)) {
                        answer(context);
                    } else {
                        context.next();
                    }
                });
    }

    private void answer(RoutingContext context) {
        boolean isWait = QueryString.of(context).names().contains(Patience.NAME);
        (isWait ? waits : lookups).measure(context);
        Question question;
        Duration patience;
        try {
            Parameters parameters = Parameters.of(context, PARAMETERS);
            question = question(context, parameters);
            patience = parameters.one(Patience.NAME, Patience::read).orElse(Duration.ZERO);
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        // HEAD asks what would be said of an answer, and waits for none.
        Future<Decision> decided = patience.isZero() || Answer.isForHead(context)
                ? now(context, question)
                : later(context, question, patience);
        decided.onSuccess(decision -> {
                    decisions.count(decision.outcome());
                    context.response().putHeader("Cache-Control", "no-store");
                    Answer.end(context, "application/json", Buffer.buffer(Json.write(decision)));
                })
                .onFailure(failure -> new FailedLookup(Optional.empty(), question.atLeast()).answer(context, failure));
    }

    private Question question(RoutingContext context, Parameters parameters) {
        Requirement requirement = basis.requirements()
                .read(parameters)
                .orElseThrow(
                        () -> Parameters.refuse(Requirements.NAME, "", "is missing, and wait has nothing to wait for"));
        return new Question(
                Parameters.value("digest", context.pathParam("digest"), Digest::parse),
                requirement,
                Conditions.read(parameters, basis.registries(), basis.callers().of(context)),
                parameters.one(AT_LEAST, Position::parse));
    }

    private Future<Decision> now(RoutingContext context, Question question) {
        return new Deciding(
                        question,
                        basis.means(
                                new InTurn<>(query -> OnContext.of(basis.index().subject(query), context)),
                                manifest -> Optional.empty()))
                .decision();
    }

    private Future<Decision> later(RoutingContext context, Question question, Duration patience) {
        Promise<String> end = Promise.promise();
        context.response().closeHandler(gone -> end.tryComplete("nobody waits any more"));
        // A server that stops waits a while for what is under way.
        context.request().connection().shutdownHandler(stops -> end.tryComplete("this Backref stops"));
        return OnContext.of(waiters.await(question, patience, end.future()).toCompletionStage(), context);
    }
}
