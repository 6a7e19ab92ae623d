package dev.backref.query.registries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.requests.Acceptance;
import dev.backref.query.requests.RequestLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** {@code POST /api/v1/registries/<registry>/sweeps}: asks for a sweep of the registry, or of one repository of it. */
public final class SweepsResource {
    private static final String PATH = "/api/v1/registries/:registry/sweeps";
    private static final String REPOSITORY = "repository";
    private static final long LARGEST_BODY = 4 * 1024;
    private static final int TOO_LARGE = 413;

    private final Set<String> configured;
    private final Acceptance acceptance;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param patience how long a caller waits for the broker before it is told 503
     * @param clock of the requests' times
     */
    public SweepsResource(Set<String> registries, RequestLog requests, Duration patience, Clock clock) {
        this.configured = Set.copyOf(registries);
        this.acceptance = new Acceptance(requests, patience);
        this.clock = clock;
    }

    public void mount(Router router) {
        // Several routes, because the router wants a body's handler first on its own.
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        router.post(PATH).handler(this::ask);
        router.post(PATH).failureHandler(SweepsResource::refuse);
        router.route(PATH).handler(context -> {
            context.response().putHeader("Allow", "POST");
            Problem.of(405, "METHOD_NOT_ALLOWED", "not with this method").answer(context);
        });
    }

    private void ask(RoutingContext context) {
        SweepRequest request;
        try {
            Parameters unused = Parameters.of(context, Set.of());
            String registry = Parameters.registryInPath(context, configured);
            request = new SweepRequest(
                    registry, repository(context), UUID.randomUUID().toString(), clock.instant());
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        acceptance.accept(context, request);
    }

    /** The repository that the body names. A field that nobody knows is refused: a misspelt one must not sweep everything. */
    private static Optional<String> repository(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            return Optional.empty();
        }
        ObjectNode object = Parameters.value("body", body.toString(), SweepsResource::object);
        List<String> unknown = StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .filter(name -> !name.equals(REPOSITORY))
                .toList();
        if (!unknown.isEmpty()) {
            throw Parameters.refuse(
                    unknown.get(0), object.get(unknown.get(0)).toString(), "is no field of this; it has " + REPOSITORY);
        }
        return Optional.ofNullable(object.get(REPOSITORY)).map(SweepsResource::name);
    }

    private static ObjectNode object(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8), ObjectNode.class);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("is no JSON object", malformed);
        }
    }

    private static String name(JsonNode given) {
        if (!given.isTextual()) {
            throw Parameters.refuse(REPOSITORY, given.toString(), "is no text");
        }
        return Parameters.value(REPOSITORY, given.textValue(), Parameters::repositoryName);
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
