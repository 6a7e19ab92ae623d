package dev.backref.query.oci;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Callers;
import dev.backref.query.LookupMetrics;
import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import dev.backref.query.OnContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The referrers of a digest in every registry that can have a repository of a name, as one list: a list only where each of
 * them may give its own, else what the one answers of which least is known.
 */
public final class MergedReferrersResource {
    /** What stands in the place of a registry's name; none may be called so. */
    static final String NAME = "all";

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** What is known of a location comes with its list; of that as little is asked for as there can be. */
    private static final int LEAST_BYTES = 1;

    /** Referrers that the index is asked for at once; a page of clients holds several such. */
    private static final int ENTRIES = 1_000;

    /** An outage before what is unknown: 503 must not be hidden by the 404 that sends clients elsewhere. */
    private static final Comparator<OciError> WEAKEST_FIRST =
            Comparator.comparingInt(OciError::status).reversed();

    private final Mirrors mirrors;
    private final SubjectIndex index;
    private final Callers callers;
    private final LookupMetrics metrics;
    private final Clock clock;
    private final Doubts doubts;

    /**
     * @param clock by which something counts as unresolved for too long
     */
    public MergedReferrersResource(
            Mirrors mirrors, SubjectIndex index, Callers callers, MeterRegistry meters, Clock clock) {
        this.mirrors = mirrors;
        this.index = index;
        this.callers = callers;
        this.metrics = new LookupMetrics(meters, "referrers-of-all");
        this.clock = clock;
        this.doubts = new Doubts(clock);
    }

    /** One request, and how long anybody waits for its answer. */
    private record Request(RoutingContext context, Asked asked, Caller caller, Instant deadline) {
        Ask atLeast(Optional<Position> position) {
            return new Ask(caller, deadline, position);
        }
    }

    /** What is known of a location, and the place of its list in the index. */
    private record Known(Location location, LocationAnswer answer) {}

    void answer(RoutingContext context, OciPath path) {
        metrics.measure(context);
        Asked.read(context, path)
                .map(asked -> new Request(
                        context, asked, callers.of(context), clock.instant().plus(DEADLINE)))
                .ifPresent(request -> visible(request)
                        .compose(locations -> each(locations, location -> known(request, location)))
                        .onSuccess(known -> answer(request, known))
                        .onFailure(failure -> request.asked().fail(context, failure)));
    }

    /** The locations that there are for the caller: what it may not see neither adds to the list nor withholds it. */
    private Future<List<Location>> visible(Request request) {
        String repository = request.asked().path().repository();
        List<Location> locations = mirrors.of(repository).stream()
                .sorted()
                .map(registry -> new Location(registry, repository))
                .toList();
        Future<List<Boolean>> visible =
                each(locations, location -> OnContext.of(request.caller().visible(location), request.context()));
        return visible.timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(unknown ->
                        Future.failedFuture(new IndexUnavailable("cannot tell what the caller may see", SOON)))
                .map(sees -> IntStream.range(0, locations.size())
                        .filter(sees::get)
                        .mapToObj(locations::get)
                        .toList());
    }

    private Future<Known> known(Request request, Location location) {
        LocationQuery query = new LocationQuery(
                location,
                request.asked().subject(),
                Set.of(),
                Optional.empty(),
                LEAST_BYTES,
                request.atLeast(Optional.empty()));
        return OnContext.of(index.referrers(query), request.context()).map(answer -> new Known(location, answer));
    }

    private void answer(Request request, List<Known> known) {
        Optional<OciError> doubt = known.isEmpty()
                ? Optional.of(OciError.useFallbackTag("no registry is known to have this repository"))
                : known.stream().flatMap(each -> doubt(each).stream()).min(WEAKEST_FIRST);
        doubt.ifPresentOrElse(error -> error.answer(request.context()), () -> list(request, known));
    }

    private Optional<OciError> doubt(Known known) {
        return doubts.of(known.answer().knowledge()).map(doubt -> doubt.at(known.location()));
    }

    /** Not older than what is known of any of the locations: the list must hold what that knowledge says it does. */
    private void list(Request request, List<Known> known) {
        Asked asked = request.asked();
        Filter filter = new Filter(
                asked.artifactTypes(),
                known.stream().map(each -> each.location().registry()).collect(Collectors.toSet()),
                Optional.of(asked.path().repository()));
        Optional<Position> position =
                known.stream().map(each -> each.answer().position()).max(Comparator.comparingLong(Position::offset));
        boolean standby = known.stream().anyMatch(each -> each.answer().servedBy() == ServedBy.STANDBY);
        SubjectQuery first =
                new SubjectQuery(asked.subject(), filter, asked.after(), ENTRIES, request.atLeast(position));
        new MergedPage(query -> OnContext.of(index.subject(query), request.context()), first)
                .fill()
                .onSuccess(page -> asked.answer(
                        request.context(),
                        page.descriptors(),
                        page.next(),
                        standby ? ServedBy.STANDBY : page.servedBy()))
                .onFailure(failure -> asked.fail(request.context(), failure));
    }

    /** What comes of each, in their order; fails as the first that does. */
    private static <A, B> Future<List<B>> each(List<A> all, Function<A, Future<B>> ask) {
        List<Future<B>> asked = all.stream().map(ask).toList();
        return Future.all(asked).map(done -> asked.stream().map(Future::result).toList());
    }
}
