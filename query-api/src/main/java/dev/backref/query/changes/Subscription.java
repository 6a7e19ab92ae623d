package dev.backref.query.changes;

import dev.backref.indexer.contract.Caller;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One reader of the feed: a cursor, a filter and an outlet. It reads the ring as long as it keeps up, and is caught up
 * from the topic otherwise. Everything but the constructor, {@link #offer} and what says so runs on its event loop.
 */
final class Subscription {
    private static final int BATCH = 500;

    private final Supplier<Ring> ring;
    private final Context context;
    private final Outlet outlet;
    private final FeedFilter filter;
    private final Sight sight;
    private final Consumer<Subscription> catchUps;
    private final long[] cursor;
    private volatile Mode mode = Mode.BEHIND;
    private long number;
    private boolean writing;
    private boolean woken;
    private boolean caughtUp;
    private Promise<Boolean> drained = Promise.promise();

    private enum Mode {
        /** Reads the ring. */
        LIVE,
        /** Is to be caught up, as soon as its connection takes something. */
        BEHIND,
        /** Is being caught up. */
        CATCHING_UP,
        ENDED
    }

    /**
     * @param catchUps takes this reader when the ring no longer has what it needs, and {@link #offer}s it that
     * @param from the next offset of every partition
     */
    Subscription(Supplier<Ring> ring, Consumer<Subscription> catchUps, Reader reader, long[] from) {
        this.ring = ring;
        this.catchUps = catchUps;
        this.context = reader.context();
        this.outlet = reader.outlet();
        this.filter = reader.filter();
        this.sight = new Sight(reader.caller(), reader.context());
        this.cursor = from.clone();
    }

    /** Who reads, and over what. */
    record Reader(Context context, Outlet outlet, FeedFilter filter, Caller caller) {}

    /** Begins to write events. */
    void begin() {
        outlet.begin(this);
        join();
    }

    /** There may be new events in the ring. */
    void wake() {
        if (mode == Mode.LIVE) {
            pump();
        }
    }

    /** Says where it is though nothing passed its filter. */
    void heartbeat() {
        if (mode != Mode.ENDED && !writing && !outlet.isFull()) {
            outlet.heartbeat(id());
        }
    }

    /** The connection is gone. */
    void end() {
        mode = Mode.ENDED;
        drained.tryComplete(false);
        outlet.closed();
    }

    /** Whether nobody reads any more; on any thread, and soon enough for whoever would read the topic for it. */
    boolean hasEnded() {
        return mode == Mode.ENDED;
    }

    /** Ends it where it is; the client comes back. */
    void hangUp() {
        if (mode != Mode.ENDED) {
            boolean more = mode != Mode.LIVE || !caughtUp;
            mode = Mode.ENDED; // First, so that nothing that was under way writes behind the end.
            outlet.end(id(), more);
            end();
        }
    }

    /** The same, because what comes next cannot be had; called on any thread. */
    void failSoon() {
        context.runOnContext(now -> fail());
    }

    private void fail() {
        if (mode != Mode.ENDED) {
            mode = Mode.ENDED;
            outlet.fail(id());
            end();
        }
    }

    /** The next offsets that it needs, for whoever catches it up. */
    long[] cursor() {
        return cursor.clone();
    }

    /**
     * Takes events that were read from the topic for it; called on any thread.
     *
     * @param readTo how far the topic was read, in every partition; 0 where these events alone say it
     * @return completed when it can take more: true if it needs more
     */
    Future<Boolean> offer(List<FeedEvent> events, long[] readTo) {
        Promise<Boolean> taken = Promise.promise();
        context.runOnContext(now -> {
            if (mode != Mode.CATCHING_UP) {
                taken.complete(false);
                return;
            }
            deliver(events)
                    .compose(written -> {
                        advance(readTo);
                        return needsMore();
                    })
                    .onComplete(taken);
        });
        return taken.future();
    }

    /** Nobody catches it up any longer, because its connection takes nothing or the topic could not be read. */
    void leave() {
        context.runOnContext(now -> {
            if (mode == Mode.CATCHING_UP) {
                mode = Mode.BEHIND;
                if (!outlet.isFull()) {
                    catchUp();
                }
            }
        });
    }

    private Future<Boolean> needsMore() {
        join();
        if (mode != Mode.CATCHING_UP) {
            return Future.succeededFuture(false);
        }
        if (!outlet.isFull()) {
            return Future.succeededFuture(true);
        }
        drained = Promise.promise();
        return drained.future();
    }

    /** Reads the ring if that has everything behind the cursor; otherwise it must be caught up first. */
    private void join() {
        if (mode == Mode.ENDED) {
            return;
        }
        Optional<Long> joined = ring.get().join(cursor);
        if (joined.isPresent()) {
            mode = Mode.LIVE;
            number = joined.get();
            pump();
        } else if (mode != Mode.CATCHING_UP) {
            catchUp();
        }
    }

    private void catchUp() {
        mode = Mode.CATCHING_UP;
        catchUps.accept(this);
    }

    /** Its outlet was full and is no longer. */
    void drained() {
        drained.tryComplete(true);
        if (mode == Mode.LIVE) {
            pump();
        } else if (mode == Mode.BEHIND) {
            catchUp();
        }
    }

    private void pump() {
        if (writing) {
            woken = true;
            return;
        }
        if (outlet.isFull()) {
            return;
        }
        caughtUp = false;
        Optional<Ring.Slice> slice = ring.get().read(number, BATCH);
        if (slice.isEmpty()) {
            mode = Mode.BEHIND;
            catchUp();
            return;
        }
        woken = false;
        deliver(slice.get().events()).onComplete(written -> pumped(slice.get()));
    }

    private void pumped(Ring.Slice slice) {
        number = slice.from() + slice.events().size();
        slice.end().ifPresent(this::advance);
        if (mode == Mode.LIVE && (woken || slice.end().isEmpty())) {
            context.runOnContext(again -> wake());
            return;
        }
        caughtUp = true;
        if (!outlet.waits()) {
            hangUp();
        }
    }

    private void advance(long[] to) {
        for (int partition = 0; partition < cursor.length; partition++) {
            cursor[partition] = Math.max(cursor[partition], to[partition]);
        }
    }

    /** Writes, in one piece, those events that the reader has not had, wants, and may see. */
    private Future<Void> deliver(List<FeedEvent> events) {
        List<FeedEvent> wanted = new ArrayList<>();
        for (FeedEvent event : events) {
            if (event.offset() >= cursor[event.partition()] && filter.passes(event)) {
                wanted.add(event);
            }
        }
        writing = true;
        return sight.of(wanted)
                .map(seen -> write(events, seen))
                .otherwise(failed -> {
                    fail(); // Who cannot be told what it may see gets nothing, and resumes.
                    return null;
                })
                .onComplete(done -> writing = false);
    }

    private Void write(List<FeedEvent> events, List<Sight.Seen> seen) {
        if (mode == Mode.ENDED) {
            return null;
        }
        Map<FeedEvent, String> visible = new HashMap<>();
        seen.stream()
                .filter(each -> filter.wantsFirst(each.first()))
                .forEach(each -> visible.put(each.event(), each.json()));
        for (FeedEvent event : events) {
            if (event.offset() < cursor[event.partition()]) {
                continue;
            }
            if (!outlet.takesMore()) {
                break;
            }
            cursor[event.partition()] = event.offset() + 1;
            String json = visible.get(event);
            if (json != null) {
                outlet.add(json, id());
            }
        }
        outlet.flush();
        if (!outlet.takesMore()) {
            hangUp();
        }
        return null;
    }

    /** Where it is: what the client comes back with. */
    String id() {
        return FeedCursor.of(cursor).toString();
    }
}
