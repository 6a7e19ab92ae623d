package dev.backref.query.changes;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Answer;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.ReadOnly;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code GET /api/v1/changes}: the feed as a stream of events or in pages, one CloudEvent for each change. */
public final class ChangesResource implements AutoCloseable {
    private static final Set<String> PARAMETERS = FeedFilter.and("after", "limit", "wait");

    /** When to come back where the broker does not answer. */
    static final Duration SOON = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final ChangeFeed feed;
    private final Known known;
    private final Starts starts;
    private final Pace pace;
    private final CatchUps catchUps;
    private final Map<Thread, EventLoopReaders> readers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public ChangesResource(Vertx vertx, ChangeFeed feed, Known known, MeterRegistry meters) {
        this(vertx, feed, known, Pace.DEFAULT, meters);
    }

    ChangesResource(Vertx vertx, ChangeFeed feed, Known known, Pace pace, MeterRegistry meters) {
        this.vertx = vertx;
        this.feed = feed;
        this.known = known;
        this.starts = new Starts(vertx, feed, known.index());
        this.pace = pace;
        this.catchUps = new CatchUps(feed, pace.patience(), meters);
        Gauge.builder(
                        "backref.feed.readers",
                        readers,
                        all -> all.values().stream()
                                .mapToInt(EventLoopReaders::size)
                                .sum())
                .description("Connections that follow the feed")
                .register(meters);
        feed.onEvents(() -> readers.values().forEach(EventLoopReaders::wake));
    }

    /**
     * How the feed treats its readers.
     *
     * @param heartbeat the longest silence
     * @param patience with a reader that takes nothing while it is caught up
     */
    record Pace(Duration heartbeat, Duration patience) {
        static final Pace DEFAULT = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    public void mount(Router router) {
        ReadOnly.mount(router, "/api/v1/changes", this::subscribe);
    }

    /** Ends every stream, also those that are about to begin; clients come back with their last id. */
    @Override
    public void close() {
        closed = true;
        catchUps.close();
        readers.values().forEach(EventLoopReaders::hangUp);
    }

    private void subscribe(RoutingContext context) {
        FeedFilter filter;
        Start start;
        Optional<ChangesPage.Bounds> bounds;
        try {
            Parameters parameters = Parameters.of(context, PARAMETERS);
            FeedFilter asked = FeedFilter.read(parameters, known.registries());
            Optional<Digest> subject = asked.subject();
            Optional<Start> lastSeen = lastSeen(context);
            start = lastSeen.orElseGet(() -> named(parameters, subject));
            bounds = ChangesPage.Bounds.read(parameters);
            filter = asked.behind(lastSeen.isPresent() ? shown(parameters, subject) : start.position());
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
            return;
        }
        boolean page = takes(context, "application", "json")
                && (bounds.isPresent() || !takes(context, "text", "event-stream"));
        if (bounds.isPresent() && !page) {
            Problem.of(406, "NOT_ACCEPTABLE", "with limit or wait the feed is served as application/json")
                    .answer(context);
        } else if (!feed.isFollowing()) {
            Problem.of(503, "UNAVAILABLE", feed.status().detail()).answer(context, SOON);
        } else {
            starts.offsets(start, filter.subject(), known.callers().of(context))
                    .onSuccess(from -> {
                        Outlet outlet = page
                                ? new ChangesPage(
                                        context,
                                        bounds.orElse(ChangesPage.Bounds.DEFAULT),
                                        () -> feed.status().ready())
                                : new EventStream(context.response());
                        follow(context, outlet, filter, from);
                    })
                    .onFailure(failure -> FailedStart.answer(context, failure));
        }
    }

    /** Whether the client takes that; one that does not say takes anything (RFC 9110 §12.5.1). */
    private static boolean takes(RoutingContext context, String type, String form) {
        List<MIMEHeader> accepted = context.parsedHeaders().accept();
        return accepted.isEmpty()
                || accepted.stream()
                        .filter(given -> given.weight() > 0)
                        .anyMatch(given -> is(given.component(), type) && is(given.subComponent(), form));
    }

    private static boolean is(String given, String expected) {
        return given.equals("*") || given.equalsIgnoreCase(expected);
    }

    /** {@code Last-Event-ID} wins: it is what a client sends that comes back. */
    private static Optional<Start> lastSeen(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .filter(id -> !id.isEmpty())
                .map(id -> new Start.Behind(Parameters.value("Last-Event-ID", id, FeedCursor::parse)));
    }

    /** The start that the address names, where no last id wins over it. */
    private Start named(Parameters parameters, Optional<Digest> subject) {
        Start start = parameters.one("after", Start::parse).orElse(new Start.End());
        start.position().ifPresent(position -> refuseForeign(position, subject));
        return start;
    }

    /**
     * What a position in the address showed stays left out for a reader that comes back before it was past that. Whatever
     * else stands there is nothing to go by beside a last id, and not judged.
     */
    private Optional<Position> shown(Parameters parameters, Optional<Digest> subject) {
        return parameters
                .outranked("after", Start::parse)
                .flatMap(Start::position)
                .filter(position -> position.generation() == Position.GENERATION)
                .filter(position -> subject.map(digest -> position.partition() == partition(digest))
                        .orElse(false));
    }

    /** Offsets of one partition say nothing of changes in another. */
    private void refuseForeign(Position position, Optional<Digest> subject) {
        String text = position.toString();
        int partition = subject.map(this::partition)
                .orElseThrow(() ->
                        Parameters.refuse("after", text, "a position is one of a subject: say which with subject"));
        if (position.generation() == Position.GENERATION && position.partition() != partition) {
            throw Parameters.refuse("after", text, "a position of another subject");
        }
    }

    private int partition(Digest subject) {
        return feed.cluster().partition(IndexTopics.CHANGES, subject.toString());
    }

    private void follow(RoutingContext context, Outlet outlet, FeedFilter filter, long[] from) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        if (Answer.isForHead(context)) {
            response.putHeader("Content-Type", outlet.contentType()).end(); // Without following it.
            return;
        }
        Context loop = vertx.getOrCreateContext();
        Subscription subscription = new Subscription(
                feed::ring,
                catchUps::begin,
                new Subscription.Reader(loop, outlet, filter, known.callers().of(context)),
                from);
        // By thread, because every request has a context of its own on its event loop.
        EventLoopReaders here = readers.computeIfAbsent(
                Thread.currentThread(), eventLoop -> new EventLoopReaders(vertx, loop, pace.heartbeat()));
        here.add(subscription);
        response.closeHandler(gone -> here.remove(subscription));
        response.endHandler(ended -> here.remove(subscription));
        // A server that stops waits a while for what is under way: this would else never end, and be cut off.
        context.request().connection().shutdownHandler(stops -> subscription.hangUp());
        subscription.begin();
        if (closed) {
            subscription.hangUp(); // Whoever closed may have seen all the others, and not this one.
        }
    }
}
