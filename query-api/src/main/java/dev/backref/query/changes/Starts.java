package dev.backref.query.changes;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Finds the offsets with which a reader begins. */
record Starts(Vertx vertx, ChangeFeed feed, SubjectIndex index) {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final SubjectQuery.Filter ALL =
            new SubjectQuery.Filter(Set.of(), Optional.empty(), Optional.empty());

    /**
     * The offsets of a start; fails with {@link Start.Gone} when what lies behind it is no longer there.
     *
     * @param subject that is followed alone, where it is one
     */
    Future<long[]> offsets(Start start, Optional<Digest> subject, Caller caller) {
        // Most readers begin with what is at hand, and need no broker for that: thousands can come back at once.
        if (start instanceof Start.End) {
            return Future.succeededFuture(feed.ring().end());
        }
        if (start instanceof Start.Behind behind && behind.isAtHand(feed.ring())) {
            return Future.succeededFuture(behind.cursor().offsets());
        }
        Future<long[]> offsets = read(start);
        return start.position().isPresent() && subject.isPresent()
                ? offsets.recover(failure -> unlessCurrent(start.position().get(), ask(subject.get(), caller), failure))
                : offsets;
    }

    private Future<long[]> read(Start start) {
        return vertx.executeBlocking(
                () -> {
                    try (ChangesTopic topic = new ChangesTopic(feed.cluster(), "backref-feed-start")) {
                        return start.offsets(topic);
                    }
                },
                false);
    }

    /** Behind a position that the index has not gone beyond nothing can have been lost, however old it is. */
    private Future<long[]> unlessCurrent(Position position, SubjectQuery query, Throwable failure) {
        if (!(failure instanceof Start.Gone) || position.generation() != Position.GENERATION) {
            return Future.failedFuture(failure);
        }
        return Future.fromCompletionStage(index.subject(query), vertx.getOrCreateContext())
                .compose(answer -> isCurrent(position, answer.position())
                        ? read(new Start.Current(position))
                        : Future.failedFuture(failure));
    }

    private static boolean isCurrent(Position position, Position now) {
        return position.partition() == now.partition() && position.offset() >= now.offset();
    }

    private static SubjectQuery ask(Digest subject, Caller caller) {
        Ask ask = new Ask(caller, Instant.now().plus(DEADLINE), Optional.empty());
        return new SubjectQuery(subject, ALL, Optional.empty(), 1, ask);
    }
}
