package dev.backref.ingest.receive;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** A body on its way in, counted as it comes: chunked ones do not say how long they are. All on one event loop. */
final class HookBody {
    private final Promise<byte[]> whole = Promise.promise();
    private final HookLimits limits;
    private final WaitingRoom.Place place;
    private Buffer received = Buffer.buffer();

    private HookBody(HookLimits limits, WaitingRoom.Place place) {
        this.limits = limits;
        this.place = place;
    }

    /**
     * The whole body, or a {@link RefusedDelivery}. To be called before the handler of the request returns.
     *
     * @param place that holds the bytes; giving it back is the caller's
     */
    static Future<byte[]> read(Vertx vertx, HttpServerRequest request, HookLimits limits, WaitingRoom.Place place) {
        HookBody body = new HookBody(limits, place);
        long timer = vertx.setTimer(limits.bodyWithin().toMillis(), late -> body.refuse(Refusal.INCOMPLETE));
        request.handler(body::take)
                .endHandler(end -> body.whole.tryComplete(body.received.getBytes()))
                .exceptionHandler(broken -> body.refuse(Refusal.INCOMPLETE));
        return body.whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void take(Buffer chunk) {
        if (whole.future().isComplete()) {
            return; // Refused already; the rest only has to pass.
        }
        if (received.length() + chunk.length() > limits.body()) {
            refuse(Refusal.TOO_LARGE);
        } else if (!place.grow(chunk.length())) {
            refuse(Refusal.BUSY);
        } else {
            received.appendBuffer(chunk);
        }
    }

    private void refuse(Refusal refusal) {
        received = Buffer.buffer();
        whole.tryFail(new RefusedDelivery(refusal));
    }
}
