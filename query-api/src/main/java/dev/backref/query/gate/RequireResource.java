package dev.backref.query.gate;

import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.Patience;
import dev.backref.query.QueryString;
import dev.backref.query.decisions.Seen;
import dev.backref.query.gate.Asked.Required;
import dev.backref.query.gate.Recording.Manifest;
import dev.backref.query.gate.Recording.Sight;
import dev.backref.query.requirement.Arrivals;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Deciding;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.InTurn;
import dev.backref.query.requirement.Question;
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
import java.util.function.Function;

/**
 * {@code GET /api/v1/subjects/<digest>?require=…}: whether a subject has the evidence that is required of it; with {@code wait}
 * as soon as it has.
 */
public final class RequireResource {
    private static final String AT_LEAST = "atLeast";
    private static final Set<String> PARAMETERS = parameters();

    private final DecisionBasis basis;
    private final Records records;
    private final Waiters waiters;
    private final LookupMetrics lookups;
    private final LookupMetrics waits;
    private final DecisionMetrics decisions;

    /**
     * @param records where what is decided is kept for who asks for that
     * @param arrivals tells those who wait of changes
     */
    public RequireResource(DecisionBasis basis, Records records, Arrivals arrivals, Vertx vertx, MeterRegistry meters) {
        this.basis = basis;
        this.records = records;
        this.waiters = new Waiters(basis, arrivals, vertx, meters);
        this.lookups = new LookupMetrics(meters, "require");
        this.waits = new LookupMetrics(meters, "wait");
        this.decisions = new DecisionMetrics(meters, "require");
    }

    private static Set<String> parameters() {
        Set<String> parameters = new HashSet<>(Conditions.PARAMETERS);
        parameters.addAll(Keep.PARAMETERS);
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
        Request request;
        try {
            request = request(context, Parameters.of(context, PARAMETERS));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        Recording recording = new Recording(basis, records, request.keep(), context);
        Question question = request.question();
        Seen seen = new Seen(question.subject());
        decided(context, request, seen)
                .compose(decision -> recording.kept(
                        request.asked(),
                        Manifest.of(question.subject()),
                        decision,
                        new Sight(seen, basis.clock().instant())))
                .onSuccess(view -> {
                    decisions.count(view.outcome());
                    context.response().putHeader("Cache-Control", "no-store");
                    Answer.end(context, "application/json", Buffer.buffer(Json.write(view)));
                })
                .onFailure(failure -> new FailedLookup(Optional.empty(), question.atLeast()).answer(context, failure));
    }

    /**
     * What is asked.
     *
     * @param patience how long to wait; zero for an answer of now
     * @param keep that a record is to be kept, where it is
     */
    private record Request(Asked asked, Question question, Duration patience, Optional<Keep> keep) {}

    private Request request(RoutingContext context, Parameters parameters) {
        Required required = Required.read(basis.requirements(), parameters)
                .orElseThrow(
                        () -> Parameters.refuse(Requirements.NAME, "", "is missing, and wait has nothing to wait for"));
        Digest subject = Parameters.value("digest", context.pathParam("digest"), Digest::parse);
        Asked asked = new Asked(
                Subject.of(subject),
                required,
                Conditions.read(parameters, basis.registries(), basis.callers().of(context)));
        Optional<Keep> keep = Keep.read(parameters, basis.clock().instant());
        keep.ifPresent(kept -> required.refuseTooLong());
        // HEAD asks what would be said of an answer: it waits for none, and nothing is kept of what nobody is told.
        boolean isForHead = Answer.isForHead(context);
        Duration patience = parameters.one(Patience.NAME, Patience::read).orElse(Duration.ZERO);
        return new Request(
                asked,
                asked.about(subject, parameters.one(AT_LEAST, Position::parse)),
                isForHead ? Duration.ZERO : patience,
                keep.filter(kept -> !isForHead));
    }

    private Future<Decision> decided(RoutingContext context, Request request, Seen seen) {
        Question question = request.question();
        if (!request.patience().isZero()) {
            return later(context, request, seen);
        }
        Function<SubjectQuery, Future<SubjectAnswer>> index =
                new InTurn<>(query -> OnContext.of(basis.index().subject(query), context));
        return new Deciding(
                        question,
                        basis.means(
                                request.keep().isPresent() ? seen.over(index) : index, manifest -> Optional.empty()))
                .decision();
    }

    private Future<Decision> later(RoutingContext context, Request request, Seen seen) {
        Promise<String> end = Promise.promise();
        context.response().closeHandler(gone -> end.tryComplete("nobody waits any more"));
        // A server that stops waits a while for what is under way.
        context.request().connection().shutdownHandler(stops -> end.tryComplete("this Backref stops"));
        Future<Decision> decided = request.keep().isPresent()
                ? waiters.await(request.question(), request.patience(), end.future(), seen)
                : waiters.await(request.question(), request.patience(), end.future());
        return OnContext.of(decided.toCompletionStage(), context);
    }
}
