package dev.backref.query.oci;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Answer;
import dev.backref.query.Callers;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import dev.backref.query.OnContext;
import dev.backref.query.Parameters;
import dev.backref.query.QueryString;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The referrers of a digest in a repository (distribution-spec §Listing Referrers). */
public final class ReferrersResource {
    private static final Logger LOG = LoggerFactory.getLogger(ReferrersResource.class);

    /** Clients read at most 4 MiB of an answer, and some of them no second page. */
    private static final int LARGEST_PAGE = 4_000_000;

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration UNRESOLVED_TOO_LONG = Duration.ofMinutes(1);

    private final Set<String> registries;
    private final SubjectIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param clock by which something counts as unresolved for too long
     */
    public ReferrersResource(
            Set<String> registries, SubjectIndex index, Callers callers, MeterRegistry meters, Clock clock) {
        this.registries = Set.copyOf(registries);
        this.index = index;
        this.callers = callers;
        this.metrics = new LookupMetrics(meters, "referrers");
        this.clock = clock;
    }

    void answer(RoutingContext context, OciPath path) {
        metrics.measure(context);
        if (!registries.contains(path.registry())) {
            OciError.unknownRegistry(path.registry()).answer(context);
            return;
        }
        if (!Location.isRepositoryName(path.repository())) {
            OciError.notARepository(path.repository()).answer(context);
            return;
        }
        Digest.tryParse(path.reference())
                .ifPresentOrElse(
                        subject -> ask(context, new Location(path.registry(), path.repository()), subject),
                        () -> OciError.notADigest(path.reference()).answer(context));
    }

    private void ask(RoutingContext context, Location location, Digest subject) {
        QueryString given = QueryString.of(context);
        LocationQuery query = new LocationQuery(
                location,
                subject,
                types(given),
                given.first("last"),
                LARGEST_PAGE,
                new Ask(callers.of(context), clock.instant().plus(DEADLINE), Optional.empty()));
        OnContext.of(index.referrers(query), context)
                .onSuccess(answer -> answer(context, query, answer))
                .onFailure(failure -> fail(context, query, failure));
    }

    private static Set<String> types(QueryString given) {
        return given.all("artifactType").stream()
                .filter(type -> !type.isEmpty())
                .map(Parameters::mediaType)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void answer(RoutingContext context, LocationQuery query, LocationAnswer answer) {
        if (answer.knowledge().complete().isEmpty()) {
            OciError.useFallbackTag("what this repository held before is not known yet: use the referrers tag")
                    .answer(context);
            return;
        }
        Optional<OciError> incomplete = incomplete(answer.knowledge());
        if (incomplete.isPresent()) {
            incomplete.get().answer(context);
            return;
        }
        page(context, query, answer);
    }

    /** A list that is known to lack something is no answer: what lacks a signature must not look unsigned. */
    private Optional<OciError> incomplete(LocationKnowledge knowledge) {
        return knowledge
                .unresolved()
                .filter(each -> each.since().plus(UNRESOLVED_TOO_LONG).isBefore(clock.instant()))
                .map(each -> OciError.unresolved(each, UNRESOLVED_TOO_LONG))
                .or(() -> knowledge.rejected().map(OciError::rejected));
    }

    private static void page(RoutingContext context, LocationQuery query, LocationAnswer answer) {
        if (!query.artifactTypes().isEmpty()) {
            context.response().putHeader("OCI-Filters-Applied", "artifactType");
        }
        answer.next().ifPresent(next -> context.response().putHeader("Link", link(query, next)));
        if (answer.servedBy() == ServedBy.STANDBY) {
            context.response().putHeader("Backref-Served-By", "standby");
        }
        // Without parameters: clients compare the whole header, and take the API for absent when it differs.
        Answer.end(context, ImageIndex.MEDIA_TYPE, shared(answer.page().json()));
    }

    /** A body that is not copied: others are answered with the same bytes, which nobody changes. */
    private static Buffer shared(byte[] json) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(json));
    }

    /** Relative, because clients refuse another origin; it keeps the filter (§Listing Referrers, RFC 8288). */
    private static String link(LocationQuery query, String next) {
        StringBuilder target = new StringBuilder("/v2/")
                .append(query.location())
                .append("/referrers/")
                .append(query.subject())
                .append('?');
        query.artifactTypes()
                .forEach(type ->
                        target.append("artifactType=").append(encode(type)).append('&'));
        return "<" + target.append("last=").append(encode(next)) + ">; rel=\"next\"";
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static void fail(RoutingContext context, LocationQuery query, Throwable failure) {
        if (failure instanceof IndexUnavailable unavailable) {
            OciError.unavailable(unavailable.reason())
                    .after(unavailable.retryAfter())
                    .answer(context);
        } else if (failure instanceof IllegalArgumentException notACursor
                && query.after().isPresent()) {
            OciError.invalidPage("last: " + notACursor.getMessage()).answer(context);
        } else {
            LOG.error("a lookup failed", failure);
            OciError.unavailable("the lookup failed").answer(context);
        }
    }
}
