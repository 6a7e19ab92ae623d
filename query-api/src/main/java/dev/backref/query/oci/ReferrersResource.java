package dev.backref.query.oci;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Callers;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import dev.backref.query.OnContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The referrers of a digest in a repository (distribution-spec §Listing Referrers). */
public final class ReferrersResource {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Set<String> registries;
    private final SubjectIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final Clock clock;
    private final Doubts doubts;

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
        this.doubts = new Doubts(clock);
    }

    void answer(RoutingContext context, OciPath path) {
        metrics.measure(context);
        if (!registries.contains(path.registry())) {
            OciError.unknownRegistry(path.registry()).answer(context);
            return;
        }
        Asked.read(context, path).ifPresent(asked -> ask(context, asked));
    }

    private void ask(RoutingContext context, Asked asked) {
        LocationQuery query = new LocationQuery(
                new Location(asked.path().registry(), asked.path().repository()),
                asked.subject(),
                asked.artifactTypes(),
                asked.after(),
                Asked.LARGEST_PAGE,
                new Ask(callers.of(context), clock.instant().plus(DEADLINE), Optional.empty()));
        OnContext.of(index.referrers(query), context)
                .onSuccess(answer -> answer(context, asked, answer))
                .onFailure(failure -> asked.fail(context, failure));
    }

    private void answer(RoutingContext context, Asked asked, LocationAnswer answer) {
        doubts.of(answer.knowledge())
                .ifPresentOrElse(
                        doubt -> doubt.answer(context),
                        () -> asked.answer(context, answer.page(), answer.next(), answer.servedBy()));
    }
}
