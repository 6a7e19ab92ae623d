package dev.backref.query.gate;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.requirement.InTurn;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code POST /api/v1/gate}: whether subjects have the evidence that is required of them. */
public final class GateResource {
    private static final String PATH = "/api/v1/gate";
    private static final long LARGEST_BODY = 1024 * 1024;
    private static final int TOO_LARGE = 413;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final FailedLookup FAILED = new FailedLookup(Optional.empty(), Optional.empty());

    private final DecisionBasis basis;
    private final Images images;
    private final Records records;
    private final GateRequest request;
    private final LookupMetrics lookups;
    private final DecisionMetrics decisions;

    /**
     * @param images by which subjects can be named
     * @param records where what is decided is kept for who asks for that
     */
    public GateResource(DecisionBasis basis, Images images, Records records, MeterRegistry meters) {
        this.basis = basis;
        this.images = images;
        this.records = records;
        this.request = new GateRequest(basis, images.names());
        this.lookups = new LookupMetrics(meters, "gate");
        this.decisions = new DecisionMetrics(meters, "gate");
    }

    /** Adds it to what is served. */
    public void mount(Router router) {
        // Several routes, because the router wants a body's handler first on its own.
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        router.post(PATH).handler(this::decide);
        router.post(PATH).failureHandler(GateResource::refuse);
        router.route(PATH).handler(context -> {
            context.response().putHeader("Allow", "POST");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }

    private void decide(RoutingContext context) {
        lookups.measure(context);
        GateRequest.Read asked;
        try {
            Parameters unused = Parameters.of(context, Set.of());
            Buffer body = Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer);
            asked = request.read(body, basis.callers().of(context));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        Answering answering = answering(asked.keep(), context);
        Map<Asked, Future<SubjectView>> once = new HashMap<>();
        List<Future<SubjectView>> decided = asked.subjects().stream()
                .map(each -> once.computeIfAbsent(each, answering::answer))
                .toList();
        Future.all(decided)
                .map(all -> all.<SubjectView>list())
                .onSuccess(all -> all.forEach(view -> decisions.count(view.outcome())))
                // Thousands of verdicts take longer to write than an event loop may be kept.
                .compose(all -> context.vertx().executeBlocking(() -> Json.write(GateView.of(all)), false))
                .onSuccess(json -> Answer.end(context, "application/json", Buffer.buffer(json)))
                .onFailure(failure -> FAILED.answer(context, failure));
    }

    private Answering answering(Optional<Keep> keep, RoutingContext context) {
        InTurn<SubjectQuery, SubjectAnswer> lookups = new InTurn<>(query -> ask(query, context));
        return new Answering(
                new Recording(basis, records, keep, context),
                new Pointers(
                        images.tags(),
                        context.vertx().getOrCreateContext(),
                        basis.clock(),
                        () -> isOver(context.response())),
                () -> basis.means(lookups, manifest -> Optional.empty()));
    }

    /** Whoever was answered, or is gone, needs no more: one subject can need a thousand lookups. */
    private Future<SubjectAnswer> ask(SubjectQuery query, RoutingContext context) {
        return isOver(context.response())
                ? Future.failedFuture(new IndexUnavailable("nobody waits for the answer", SOON))
                : OnContext.of(basis.index().subject(query), context);
    }

    private static boolean isOver(HttpServerResponse response) {
        return response.ended() || response.closed();
    }

    /** What the body's handler refuses; everything else is for the pages of errors. */
    private static void refuse(RoutingContext context) {
        if (context.statusCode() == TOO_LARGE) {
            Problem.of(TOO_LARGE, "TOO_LARGE", "the body is larger than " + LARGEST_BODY + " bytes")
                    .answer(context);
        } else {
            context.next();
        }
    }
}
