package dev.backref.query.requirement;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;

/**
 * Questions, such as lookups, of which a few are under way at a time, and the others in turn: the queue of an indexer is for
 * all who ask. Used on one event loop only.
 */
public final class InTurn<Q, A> implements Function<Q, Future<A>> {
    private static final int MOST = 32;

    private final Function<Q, Future<A>> answers;
    private final Queue<Waiting<Q, A>> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean going;

    /**
     * @param answers on the event loop
     */
    public InTurn(Function<Q, Future<A>> answers) {
        this.answers = answers;
    }

    private record Waiting<Q, A>(Q question, Promise<A> answer) {}

    @Override
    public Future<A> apply(Q question) {
        Waiting<Q, A> last = new Waiting<>(question, Promise.promise());
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
            Waiting<Q, A> next = waiting.remove();
            underWay++;
            Future.succeededFuture(next.question()).compose(answers).onComplete(answered -> {
                underWay--;
                next.answer().handle(answered);
                go();
            });
        }
        going = false;
    }
}
