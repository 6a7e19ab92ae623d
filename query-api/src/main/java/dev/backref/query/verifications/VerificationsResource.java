package dev.backref.query.verifications;

import dev.backref.indexer.contract.PostedVerification;
import dev.backref.query.JsonBody;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.requests.Acceptance;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/verifications}: takes what a verifier found out about a referrer, under the name that its secret proves. It
 * is accepted once the broker has it; sent again, it is the same.
 */
public final class VerificationsResource {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationsResource.class);
    private static final String PATH = "/api/v1/verifications";
    private static final long LARGEST_BODY = 16 * 1024;
    private static final int TOO_LARGE = 413;
    private static final String VERIFIER = "verifier";

    private final Verifiers verifiers;
    private final VerificationLog log;
    private final Duration patience;
    private final Clock clock;
    private final MeterRegistry meters;

    /**
     * @param patience how long a verifier waits for the broker before it is told 503
     * @param clock by which a time is told that is yet to come
     */
    public VerificationsResource(
            List<Verifier> verifiers, VerificationLog log, Duration patience, Clock clock, MeterRegistry meters) {
        this.verifiers = new Verifiers(verifiers);
        this.log = log;
        this.patience = patience;
        this.clock = clock;
        this.meters = meters;
    }

    public void mount(Router router) {
        // Several routes, because the router wants a body's handler first on its own.
        router.post(PATH).handler(this::prove);
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        router.post(PATH).handler(this::take);
        router.post(PATH).failureHandler(this::refuse);
        router.route(PATH).handler(context -> {
            context.response().putHeader("Allow", "POST");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }

    private void prove(RoutingContext context) {
        String header = Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .orElse("");
        Optional<Verifier> verifier = verifiers.provedBy(header);
        if (verifier.isPresent()) {
            context.put(VERIFIER, verifier.get().name());
            context.next();
            return;
        }
        count("unauthorized");
        context.response().putHeader("WWW-Authenticate", "Bearer");
        Problem.of(401, "UNAUTHORIZED", "the Authorization header holds the secret of no verifier that is configured")
                .answer(context);
    }

    private void take(RoutingContext context) {
        PostedVerification posted;
        try {
            Parameters unused = Parameters.of(context, Set.of());
            posted = VerificationRequest.read(JsonBody.of(context), context.get(VERIFIER), clock.instant());
        } catch (Parameters.Refused refused) {
            count(refused.problem().status() == 403 ? "forbidden" : "invalid");
            refused.problem().answer(context);
            return;
        }
        Future<Void> kept = Acceptance.acknowledged(context, log.append(posted), patience)
                .onSuccess(done -> count("accepted"))
                .onFailure(failure -> {
                    count("unacknowledged");
                    LOG.atWarn()
                            .addKeyValue("subject", posted.subject())
                            .addKeyValue("referrer", posted.referrer())
                            .addKeyValue("error", failure)
                            .log("a verification was not acknowledged; its verifier is to post it again");
                });
        Acceptance.answer(context, kept, patience, posted);
    }

    /** What the body's handler refuses; everything else is for the pages of errors. */
    private void refuse(RoutingContext context) {
        if (context.statusCode() == TOO_LARGE) {
            count("too-large");
            Problem.of(TOO_LARGE, "TOO_LARGE", "the body is larger than " + LARGEST_BODY + " bytes")
                    .answer(context);
        } else {
            context.next();
        }
    }

    private void count(String result) {
        meters.counter("backref.verifications", "result", result).increment();
    }
}
