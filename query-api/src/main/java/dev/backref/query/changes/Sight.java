package dev.backref.query.changes;

import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Location;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** What one caller sees of events: those at locations that it may see, and whether it may see others that held the edge. */
record Sight(Caller caller, Context context) {
    /**
     * An event that the caller sees, as it sees it.
     *
     * @param first whether it sees no other location that held the edge at that moment
     */
    record Seen(FeedEvent event, boolean first, String json) {}

    private record Verdict(FeedEvent event, boolean visible, boolean seesOthers) {}

    /** The visible ones of these events, in their order. */
    Future<List<Seen>> of(List<FeedEvent> events) {
        List<Future<Verdict>> verdicts = new ArrayList<>();
        events.forEach(event -> verdicts.add(verdict(event)));
        return Future.all(verdicts)
                .map(all -> all.<Verdict>list().stream()
                        .filter(Verdict::visible)
                        .map(verdict -> new Seen(
                                verdict.event(),
                                !verdict.seesOthers(),
                                verdict.event().json(verdict.seesOthers())))
                        .toList());
    }

    private Future<Verdict> verdict(FeedEvent event) {
        return visible(event.facets().location())
                .compose(visible -> visible
                        ? seesAny(event.alsoAt()).map(others -> new Verdict(event, true, others))
                        : Future.succeededFuture(new Verdict(event, false, false)));
    }

    private Future<Boolean> seesAny(List<Location> locations) {
        Future<Boolean> seen = Future.succeededFuture(false);
        for (Location location : locations) {
            seen = seen.compose(already -> already ? Future.succeededFuture(true) : visible(location));
        }
        return seen;
    }

    /** Told on the reader's event loop, wherever the caller's answer comes from. */
    private Future<Boolean> visible(Location location) {
        return Future.succeededFuture(location)
                .compose(place -> Future.fromCompletionStage(caller.visible(place), context));
    }
}
