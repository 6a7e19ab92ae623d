package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.Source;
import dev.backref.query.gate.Tags.Pointer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Those who want to know of one registry where tags point: a few looks are under way at a time, so many wait in turn, and more
 * are told at once that it is busy. Callers must not fill the memory, nor keep a registry at work for nobody. May be used from
 * any thread.
 */
final class TagLine {
    static final int MOST_UNDER_WAY = 8;

    /** Two requests with as many tags as one may have. */
    static final int MOST_WAITING = 200;

    private final Function<Source.Tag, Future<Pointer>> looks;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * @param looks ends whatever happens
     */
    TagLine(Function<Source.Tag, Future<Pointer>> looks) {
        this.looks = looks;
    }

    private record Waiting(Source.Tag tag, BooleanSupplier over, Promise<Pointer> answer) {}

    /**
     * Where it points.
     *
     * @param over whether nobody waits for it any more: then nobody is asked
     */
    Future<Pointer> pointer(Source.Tag tag, BooleanSupplier over) {
        Waiting last = new Waiting(tag, over, Promise.promise());
        if (!join(last)) {
            return Future.succeededFuture(Pointer.unknown(
                    "busy: many tags of " + tag.location().registry() + " are being asked for; ask again"));
        }
        go();
        return last.answer().future();
    }

    private synchronized boolean join(Waiting last) {
        return waiting.size() < MOST_WAITING && waiting.add(last);
    }

    private void go() {
        for (Optional<Waiting> next = next(); next.isPresent(); next = next()) {
            Waiting each = next.get();
            Future.succeededFuture(each).compose(this::look).onComplete(ended -> {
                leave();
                each.answer().handle(ended);
                go();
            });
        }
    }

    private Future<Pointer> look(Waiting each) {
        return each.over().getAsBoolean()
                ? Future.succeededFuture(Pointer.unknown("nobody waits for it any more"))
                : looks.apply(each.tag());
    }

    private synchronized Optional<Waiting> next() {
        Optional<Waiting> next = underWay < MOST_UNDER_WAY ? Optional.ofNullable(waiting.poll()) : Optional.empty();
        next.ifPresent(goes -> underWay++);
        return next;
    }

    private synchronized void leave() {
        underWay--;
    }
}
