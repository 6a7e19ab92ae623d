package dev.backref.query.registries;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Answer;
import dev.backref.query.Callers;
import dev.backref.query.FailedLookup;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.QueryString;
import dev.backref.query.ReadOnly;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * {@code GET /api/v1/registries}, {@code …/<registry>}, {@code …/<registry>/repositories} and
 * {@code …/<registry>/repositories/<repository>}: what is known of the registries that are configured, and of their
 * repositories.
 */
public final class RegistriesResource {
    private static final String REGISTRIES = "/api/v1/registries";
    private static final String REPOSITORIES = "/repositories/";
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Set<String> configured;
    private final RegistryIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param clock by which deadlines are told, and whether webhooks are silent
     */
    public RegistriesResource(
            Set<String> registries, RegistryIndex index, Callers callers, MeterRegistry meters, Clock clock) {
        this.configured = new TreeSet<>(registries);
        this.index = index;
        this.callers = callers;
        this.metrics = new LookupMetrics(meters, "registries");
        this.clock = clock;
    }

    public void mount(Router router) {
        ReadOnly.mount(router, REGISTRIES, context -> answer(context, this::registries));
        ReadOnly.mount(router, REGISTRIES + "/:registry", context -> answer(context, this::registry));
        ReadOnly.mount(router, REGISTRIES + "/:registry/repositories", context -> answer(context, this::repositories));
        ReadOnly.mount(router, REGISTRIES + "/:registry/repositories/*", context -> answer(context, this::repository));
    }

    /** What is served, and from which rows. */
    private record Found(ServedBy servedBy, Object view) {}

    private void answer(RoutingContext context, Function<RoutingContext, Future<Found>> lookup) {
        metrics.measure(context);
        try {
            lookup.apply(context).onSuccess(found -> end(context, found)).onFailure(failure -> fail(context, failure));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
        }
    }

    private Future<Found> registries(RoutingContext context) {
        Parameters unused = Parameters.of(context, Set.of());
        return OnContext.of(index.registries(ask(context)), context)
                .map(answer -> new Found(
                        answer.servedBy(),
                        new RegistriesView(configured.stream()
                                .map(name -> knowledge(answer, name).at(clock.instant()))
                                .toList())));
    }

    private Future<Found> registry(RoutingContext context) {
        Parameters unused = Parameters.of(context, Set.of());
        String name = Parameters.registryInPath(context, configured);
        return OnContext.of(index.registries(ask(context)), context)
                .map(answer ->
                        new Found(answer.servedBy(), knowledge(answer, name).at(clock.instant())));
    }

    private static RegistryKnowledge knowledge(RegistriesAnswer answer, String name) {
        return answer.registries().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseGet(() -> RegistryKnowledge.nothing(name));
    }

    private Future<Found> repositories(RoutingContext context) {
        Parameters parameters = Parameters.of(context, Set.of("n", "next", "failing"));
        String name = Parameters.registryInPath(context, configured);
        RepositoriesQuery query = new RepositoriesQuery(
                name,
                new RepositoriesQuery.Filter(
                        Optional.empty(),
                        parameters.one("failing", RegistriesResource::yesOrNo).orElse(false)),
                parameters.one("next", next -> next),
                parameters.number("n", 1, LARGEST_PAGE, PAGE),
                ask(context));
        return OnContext.of(index.repositories(query), context)
                .map(answer ->
                        new Found(answer.servedBy(), new RepositoriesView(name, answer.repositories(), answer.next())));
    }

    private Future<Found> repository(RoutingContext context) {
        Parameters unused = Parameters.of(context, Set.of());
        String name = Parameters.registryInPath(context, configured);
        String repository =
                Parameters.value("repository", inPath(context.normalizedPath()), Parameters::repositoryName);
        RepositoriesQuery query = RepositoriesQuery.of(new Location(name, repository), ask(context));
        return OnContext.of(index.repositories(query), context)
                .map(answer ->
                        new Found(answer.servedBy(), answer.repositories().get(0)));
    }

    /** The rest of the path, as it was meant: clients write the slashes of a name as they are, or encoded. */
    private static String inPath(String path) {
        String name = path.substring(path.indexOf(REPOSITORIES, REGISTRIES.length() + 1) + REPOSITORIES.length());
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Ask ask(RoutingContext context) {
        return new Ask(callers.of(context), clock.instant().plus(DEADLINE), Optional.empty());
    }

    private static boolean yesOrNo(String word) {
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        throw new IllegalArgumentException("neither true nor false: \"" + word + "\"");
    }

    private static void end(RoutingContext context, Found found) {
        if (found.servedBy() == ServedBy.STANDBY) {
            context.response().putHeader("Backref-Served-By", "standby");
        }
        Answer.end(context, "application/json", Buffer.buffer(Json.write(found.view())));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        new FailedLookup(QueryString.of(context).first("next"), Optional.empty()).answer(context, failure);
    }
}
