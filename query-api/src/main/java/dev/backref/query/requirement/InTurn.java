package dev.backref.query.requirement;

import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;

/**
 * Lookups of which a few are under way at a time, and the others in turn: the queue of an indexer is for all who ask. Used on
 * one event loop only.
 */
public final class InTurn implements Function<SubjectQuery, Future<SubjectAnswer>> {
    private static final int MOST = 32;

    private final Function<SubjectQuery, Future<SubjectAnswer>> index;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean going;

    /**
     * @param index answers on the event loop
     */
    public InTurn(Function<SubjectQuery, Future<SubjectAnswer>> index) {
        this.index = index;
    }

    private record Waiting(SubjectQuery query, Promise<SubjectAnswer> answer) {}

    @Override
    public Future<SubjectAnswer> apply(SubjectQuery query) {
        Waiting last = new Waiting(query, Promise.promise());
        waiting.add(last);
        go();
        return last.answer().future();
    }

    /** An answer that is there at once comes back here: were it taken further in, a long queue would exhaust the stack. */
    private void go() {
        if (going) {
            return;
        }
        going = true;
        while (underWay < MOST && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            underWay++;
            Future<SubjectAnswer> asked = Future.succeededFuture(next.query()).compose(index);
            asked.onComplete(answered -> underWay--);
            asked.onComplete(next.answer());
            asked.onComplete(answered -> go());
        }
        going = false;
    }
}
