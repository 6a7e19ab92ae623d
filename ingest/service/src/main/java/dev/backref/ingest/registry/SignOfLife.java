package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows whether a registry itself is there, by {@code GET /v2/} (distribution-spec §Determining Support): it is where that is
 * answered 200, or 401 to whatever credentials there are. One request serves all who asked before it began; at most one is
 * under way, and who asks meanwhile waits for the next, because the one under way can have been answered before.
 */
final class SignOfLife {
    private static final int MOST_BYTES = 64 * 1024;

    private final Origin home;
    private final Clock clock;
    private final Ask ask;
    private boolean underWay;
    private @Nullable Round next;

    SignOfLife(URI registry, Clock clock) {
        this.home = Origin.of(registry);
        this.clock = clock;
        // Of the class of looks: these wait for it, and must not do so behind what lists.
        this.ask = new Ask(
                RequestClass.MANIFEST,
                HttpMethod.GET,
                registry.resolve("/v2/"),
                "application/json",
                Optional.empty(),
                BodyReader.atMost(MOST_BYTES));
    }

    /** What one request is to show, and how the first who asked for it sends it. */
    private record Round(Function<Ask, Future<Answer>> way, Promise<Optional<Later>> outcome) {}

    /**
     * Why the registry is not shown to be there from now on; empty where it is.
     *
     * @param way sends the request, within the budget and a time of its own; fails with {@link Unanswered}
     */
    Future<Optional<Later>> seek(Function<Ask, Future<Answer>> way) {
        Round joined;
        boolean first;
        synchronized (this) {
            joined = next == null ? new Round(way, Promise.promise()) : next;
            first = !underWay;
            underWay = true;
            next = first ? null : joined;
        }
        if (first) {
            begin(joined);
        }
        return joined.outcome().future();
    }

    private void begin(Round round) {
        Future.succeededFuture()
                .compose(begun -> round.way().apply(ask))
                .map(this::missing)
                .recover(failure -> failure instanceof Unanswered unanswered
                        ? Future.succeededFuture(Optional.of(notThere(unanswered.look())))
                        : Future.failedFuture(failure))
                .onComplete(ended -> end())
                .onComplete(round.outcome());
    }

    private void end() {
        Round following;
        synchronized (this) {
            following = next;
            next = null;
            underWay = following != null;
        }
        if (following != null) {
            begin(following);
        }
    }

    private Optional<Later> missing(Answer answer) {
        String what = answer.to() + " answered " + answer.status();
        if (!answer.to().origin().isOrSecures(home)) {
            return unproven(what + ", where a redirect led from " + home);
        }
        if (answer.status() == 200 && NotFound.isPageForPeople(answer)) {
            return unproven(what + " with a page for people");
        }
        boolean there = answer.status() == 200 || answer.status() == 401;
        return there ? Optional.empty() : Optional.of(notThere(answer.trouble(clock.instant())));
    }

    private static Optional<Later> unproven(String detail) {
        return Optional.of(new Later(LookFailure.UNPROVEN_404, detail, Optional.empty()));
    }

    /** Trouble that any look can have keeps its name; an answer that makes no sense is no registry's. */
    private static Later notThere(Look trouble) {
        if (trouble instanceof Later later) {
            return later.reason() == LookFailure.BAD_ANSWER
                    ? new Later(LookFailure.UNPROVEN_404, later.detail(), later.retryAfter())
                    : later;
        }
        if (trouble instanceof Doubtful doubtful) {
            return new Later(LookFailure.UNPROVEN_404, doubtful.detail(), doubtful.retryAfter());
        }
        throw new IllegalStateException("not a trouble: " + trouble);
    }
}
