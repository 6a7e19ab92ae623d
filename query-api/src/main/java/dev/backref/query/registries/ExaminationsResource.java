package dev.backref.query.registries;

import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.requests.Acceptance;
import dev.backref.query.requests.RequestLog;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * {@code POST /api/v1/registries/<registry>/examinations}: asks how a registry behaves. What is found is served with what
 * else is known of it; a body has no meaning.
 */
public final class ExaminationsResource {
    private static final String PATH = "/api/v1/registries/:registry/examinations";

    private final Set<String> configured;
    private final Acceptance acceptance;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param patience how long a caller waits for the broker before it is told 503
     * @param clock of the requests' times
     */
    public ExaminationsResource(Set<String> registries, RequestLog requests, Duration patience, Clock clock) {
        this.configured = Set.copyOf(registries);
        this.acceptance = new Acceptance(requests, patience);
        this.clock = clock;
    }

    public void mount(Router router) {
        router.post(PATH).handler(this::ask);
        router.route(PATH).handler(context -> {
            context.response().putHeader("Allow", "POST");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }

    private void ask(RoutingContext context) {
        try {
            Parameters unused = Parameters.of(context, Set.of());
            String registry = Parameters.registryInPath(context, configured);
            acceptance.accept(
                    context, new ExaminationRequest(registry, UUID.randomUUID().toString(), clock.instant()));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
        }
    }
}
