package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.Look.Lists;
import dev.backref.ingest.registry.Look.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a registry's own referrers API lists for a subject (distribution-spec §Listing Referrers), all pages of it.
 * No filter is asked for, because registries ignore filters or apply them wrongly.
 */
final class ReferrersPages {
    /** Bytes of a page: what clients take is 4 MiB, and some registries know no pages. */
    private static final int MOST_BYTES = 32 * 1024 * 1024;

    private static final int MOST_REFERRERS = 200_000;
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final Vertx vertx;
    private final URI registry;
    private final NotFound requests;
    private final Clock clock;

    ReferrersPages(Vertx vertx, URI registry, NotFound requests, Clock clock) {
        this.vertx = vertx;
        this.registry = registry;
        this.requests = requests;
        this.clock = clock;
    }

    /** How far the list has been read. */
    private record Reading(Source.Referrers source, Deadline deadline, Set<Digest> found, Set<URI> pages) {
        String repository() {
            return source.location().repository();
        }
    }

    /** The list; {@link Gone} where the registry has no such API, or no such repository. */
    Future<Look> read(Source.Referrers source, Deadline deadline) {
        URI first = registry.resolve("/v2/" + source.location().repository() + "/referrers/" + source.subject());
        return page(first, new Reading(source, deadline, new LinkedHashSet<>(), new HashSet<>()));
    }

    private Future<Look> page(URI url, Reading reading) {
        reading.pages().add(url);
        Ask ask = new Ask(
                RequestClass.REFERRERS, HttpMethod.GET, url, INDEX, Optional.empty(), BodyReader.atMost(MOST_BYTES));
        return requests.send(ask, reading.repository(), reading.deadline()).compose(answer -> {
            if (answer.status() != 200) {
                return Future.succeededFuture(answer.status() == 404 ? new Gone() : answer.trouble(clock.instant()));
            }
            int before = reading.found().size();
            // A page can be so large that to read it would hold up the event loop.
            return vertx.executeBlocking(() -> take(answer, reading.found()), false)
                    .compose(trouble -> trouble.isPresent()
                            ? Future.succeededFuture(trouble.get())
                            : goOn(answer, reading, reading.found().size() > before));
        });
    }

    private Future<Look> goOn(Answer answer, Reading reading, boolean broughtNew) {
        NextPage next = NextPage.of(answer, registry);
        if (next.problem().isPresent()) {
            return Future.succeededFuture(noList(answer, next.problem().get()));
        }
        if (next.url().isEmpty()) {
            return Future.succeededFuture(new Lists(List.copyOf(reading.found())));
        }
        if (!broughtNew || reading.pages().contains(next.url().get())) {
            return Future.succeededFuture(noList(answer, "leads on without an end"));
        }
        if (reading.found().size() > MOST_REFERRERS) {
            return Future.succeededFuture(new Refused(
                    LookFailure.TOO_LARGE, answer.to() + " lists more than " + MOST_REFERRERS + " referrers"));
        }
        return page(next.url().get(), reading);
    }

    /** Takes the digests of a page, or tells what it means that it has none. */
    private static Optional<Look> take(Answer answer, Set<Digest> found) {
        if (answer.body().cut()) {
            return Optional.of(noList(answer, "has more than " + MOST_BYTES + " bytes"));
        }
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(answer.body().content().getBytes());
        } catch (IOException malformed) {
            return Optional.of(noJson(answer));
        }
        if (body.isMissingNode()) {
            return Optional.of(noJson(answer));
        }
        JsonNode manifests = body.path("manifests");
        if (!manifests.isArray() && !manifests.isNull()) {
            return Optional.of(noList(answer, "has no list of manifests"));
        }
        manifests.forEach(
                entry -> Digest.tryParse(entry.path("digest").asText()).ifPresent(found::add));
        return Optional.empty();
    }

    /** A page of somebody else who stands before the registry: that it is in the way can pass. */
    private static Look noJson(Answer answer) {
        return new Later(LookFailure.BAD_ANSWER, what(answer) + "is no JSON", Optional.empty());
    }

    /** What the registry itself gives for a list. */
    private static Look noList(Answer answer, String problem) {
        return new Doubtful(LookFailure.BAD_ANSWER, what(answer) + problem, Optional.empty());
    }

    private static String what(Answer answer) {
        return "the list of referrers at " + answer.to() + " ";
    }
}
