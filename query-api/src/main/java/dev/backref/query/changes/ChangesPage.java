package dev.backref.query.changes;

import dev.backref.query.Answer;
import dev.backref.query.Parameters;
import dev.backref.query.Patience;
import dev.backref.query.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One page of changes and the cursor behind it. It is answered when it is full, when there are changes and nothing more just
 * now, or when the reader has waited as long as it wanted to; then without a change, if there was none.
 */
final class ChangesPage implements Outlet {
    /** Characters of a page: one change can have 64 KiB of annotations. The first has room however large it is. */
    private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    /** How long is read for a page of what is there, at least: a filter can let little through of much. */
    private static final Duration TO_READ = Duration.ofSeconds(5);

    private final RoutingContext context;
    private final Bounds bounds;
    private final BooleanSupplier following;
    private final List<String> changes = new ArrayList<>();
    private final List<Long> timers = new ArrayList<>();
    private String begin = "";
    private long characters;
    private boolean waited;

    /** @param following whether the feed follows the broker: else nobody knows that there is no change */
    ChangesPage(RoutingContext context, Bounds bounds, BooleanSupplier following) {
        this.context = context;
        this.bounds = bounds;
        this.following = following;
    }

    /**
     * How much is wanted, and how long for.
     *
     * @param limit changes, at most
     * @param patience how long the first is waited for, where there is none yet
     */
    record Bounds(int limit, Duration patience) {
        static final Bounds DEFAULT = new Bounds(100, Duration.ZERO);

        private static final int MOST = 1_000;

        /**
         * Those that a request names; absent where it names none.
         *
         * @throws Parameters.Refused when one is out of its range
         */
        static Optional<Bounds> read(Parameters parameters) {
            int limit = parameters.number("limit", 1, MOST, 0);
            Optional<Duration> wait = parameters.one(Patience.NAME, Patience::read);
            return limit == 0 && wait.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Bounds(limit == 0 ? DEFAULT.limit() : limit, wait.orElse(DEFAULT.patience())));
        }
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void begin(Subscription reader) {
        begin = reader.id();
        if (!bounds.patience().isZero()) {
            after(bounds.patience(), () -> {
                waited = true;
                reader.wake();
            });
        }
        after(bounds.patience().compareTo(TO_READ) > 0 ? bounds.patience() : TO_READ, reader::hangUp);
    }

    private void after(Duration time, Runnable action) {
        timers.add(context.vertx().setTimer(time.toMillis(), passed -> action.run()));
    }

    /** A client asks for the next page at once: timers that outlived theirs would hold all of the last minute. */
    @Override
    public void closed() {
        timers.forEach(context.vertx()::cancelTimer);
        changes.clear();
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public boolean takesMore() {
        return changes.size() < bounds.limit() && characters < MOST_CHARACTERS;
    }

    @Override
    public boolean waits() {
        return changes.isEmpty() && !waited && !bounds.patience().isZero();
    }

    @Override
    public void add(String event, String cursor) {
        changes.add(event);
        characters += event.length();
    }

    @Override
    public void flush() {
        // It is written as a whole.
    }

    @Override
    public void heartbeat(String cursor) {
        // Nothing can be said before the answer.
    }

    @Override
    public void end(String cursor, boolean more) {
        boolean stuck = more && cursor.equals(begin);
        if (changes.isEmpty() && (stuck || !following.getAsBoolean())) {
            fail(cursor); // Nothing was read: whoever took it for the end would be wrong, or ask again at once.
            return;
        }
        String page =
                "{\"changes\":[" + String.join(",", changes) + "],\"next\":\"" + cursor + "\",\"more\":" + more + "}";
        context.response().putHeader("Cache-Control", "no-store");
        Answer.end(context, contentType(), Buffer.buffer(page));
    }

    @Override
    public void fail(String cursor) {
        if (!changes.isEmpty()) {
            end(cursor, true);
        } else {
            Problem.of(503, "UNAVAILABLE", "the changes cannot be read now").answer(context, ChangesResource.SOON);
        }
    }
}
