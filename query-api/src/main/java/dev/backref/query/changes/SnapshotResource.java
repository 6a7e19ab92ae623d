package dev.backref.query.changes;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.Answer;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.ReadOnly;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET} {@value #PATH}: the edges that are there now, a line of JSON each, and at the end the cursor with which the
 * feed goes on. The first line, and one behind each page, says how to resume.
 */
public final class SnapshotResource {
    /** Where it is served, as a feed says that cannot go on. */
    static final String PATH = "/api/v1/snapshot";

    private static final String CONTENT_TYPE = "application/x-ndjson";
    private static final String RESUME = "resume";
    private static final Set<String> PARAMETERS = FeedFilter.and(RESUME);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final ChangeFeed feed;
    private final Known known;
    private final Starts starts;
    private final Bounds bounds;
    private final SnapshotMeters meters;

    public SnapshotResource(Vertx vertx, ChangeFeed feed, Known known, MeterRegistry meters) {
        this(vertx, feed, known, Bounds.DEFAULT, meters);
    }

    SnapshotResource(Vertx vertx, ChangeFeed feed, Known known, Bounds bounds, MeterRegistry meters) {
        this.vertx = vertx;
        this.feed = feed;
        this.known = known;
        this.starts = new Starts(vertx, feed, known.index());
        this.bounds = bounds;
        this.meters = new SnapshotMeters(meters);
    }

    /**
     * What all readers together can take.
     *
     * @param pageBytes of what each holds, about
     * @param readers at once
     */
    record Bounds(int pageBytes, int readers) {
        static final Bounds DEFAULT = new Bounds(256 * 1024, 16);
    }

    public void mount(Router router) {
        ReadOnly.mount(router, PATH, this::read);
    }

    private void read(RoutingContext context) {
        FeedFilter filter;
        Optional<SnapshotPlace> resume;
        try {
            Parameters parameters = Parameters.of(context, PARAMETERS);
            filter = FeedFilter.read(parameters, known.registries());
            resume = parameters.one(RESUME, text -> resume(text, filter));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        if (!feed.isFollowing()) {
            Problem.of(503, "UNAVAILABLE", feed.status().detail()).answer(context, ChangesResource.SOON);
        } else if (!meters.begin(bounds.readers())) {
            Problem.of(503, "UNAVAILABLE", bounds.readers() + " snapshots are being read already")
                    .answer(context, LATER);
        } else {
            begin(context, filter, resume);
        }
    }

    /** Under another filter a place says nothing of what was told before it. */
    private SnapshotPlace resume(String text, FeedFilter filter) {
        SnapshotPlace place = SnapshotPlace.parse(text);
        boolean elsewhere = !filter.subjects().isEmpty()
                && SnapshotStretch.at(place, stretches(filter)).isEmpty();
        if (elsewhere || !place.filter().equals(filter.mark())) {
            throw new IllegalArgumentException("of a snapshot with other filters: \"" + text + "\"");
        }
        return place;
    }

    private void begin(RoutingContext context, FeedFilter filter, Optional<SnapshotPlace> resume) {
        Caller caller = known.callers().of(context);
        resume.map(place -> kept(place, caller))
                .orElseGet(() -> fresh(filter))
                .map(place -> reader(context, filter, caller, place))
                .compose(reader -> reader.first().map(page -> {
                    write(context, reader, page);
                    return page;
                }))
                .onFailure(failure -> {
                    meters.refuse();
                    FailedStart.answer(context, failure);
                });
    }

    /** A place of which the feed can still go on at the end; fails with {@link Start.Gone} where it cannot. */
    private Future<SnapshotPlace> kept(SnapshotPlace place, Caller caller) {
        return starts.offsets(new Start.Behind(place.cursor()), Optional.empty(), caller)
                .map(offsets -> place);
    }

    /** The cursor before anything is read: what comes from then on is behind it. */
    private Future<SnapshotPlace> fresh(FeedFilter filter) {
        return vertx.executeBlocking(
                () -> {
                    try (ChangesTopic topic = new ChangesTopic(feed.cluster(), "backref-snapshot")) {
                        long[] end = topic.end();
                        return SnapshotPlace.first(
                                FeedCursor.of(end),
                                topic.shown(end),
                                filter.mark(),
                                stretches(filter).get(0).partition());
                    }
                },
                false);
    }

    private SnapshotReader reader(RoutingContext context, FeedFilter filter, Caller caller, SnapshotPlace place) {
        SnapshotReader.Reading reading = new SnapshotReader.Reading(
                known.index(), filter, caller, stretches(filter), bounds.pageBytes(), vertx.getOrCreateContext());
        return new SnapshotReader(reading, context.response(), context.request().connection(), place, meters);
    }

    private List<SnapshotStretch> stretches(FeedFilter filter) {
        KafkaCluster cluster = feed.cluster();
        return SnapshotStretch.of(
                filter.subjects(),
                cluster.partitions(),
                subject -> cluster.partition(IndexTopics.CHANGES, subject.toString()));
    }

    private void write(RoutingContext context, SnapshotReader reader, SnapshotReader.Page first) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            meters.end(SnapshotMeters.Outcome.ABANDONED);
            return;
        }
        response.putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        if (Answer.isForHead(context)) {
            meters.refuse(); // It could be read, and is not.
            response.end();
        } else {
            reader.begin(first);
        }
    }
}
