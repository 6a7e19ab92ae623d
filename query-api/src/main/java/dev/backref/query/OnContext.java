package dev.backref.query;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings what the index answers, on whatever thread, back to the request. */
public final class OnContext {
    private OnContext() {}

    /** An answer that is there already goes on at once: a turn of the event loop costs as much as to look it up. */
    public static <A> Future<A> of(CompletionStage<A> answer, RoutingContext context) {
        CompletableFuture<A> here = answer.toCompletableFuture();
        return here.isDone() && !here.isCompletedExceptionally()
                ? Future.succeededFuture(here.join())
                : Future.fromCompletionStage(answer, context.vertx().getOrCreateContext());
    }
}
