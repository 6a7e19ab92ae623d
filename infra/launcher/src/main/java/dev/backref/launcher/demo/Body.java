package dev.backref.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** A request's body in memory, up to a limit: what comes beyond it is read and dropped. */
final class Body {
    private final Promise<Buffer> whole = Promise.promise();
    private final Buffer soFar = Buffer.buffer();
    private final int limit;

    private Body(int limit) {
        this.limit = limit;
    }

    /** Reads a paused request's body. Fails with a {@link Refusal} when it is longer than {@code limit} bytes. */
    static Future<Buffer> read(HttpServerRequest request, int limit) {
        Body body = new Body(limit);
        request.handler(body::add)
                .exceptionHandler(body.whole::tryFail)
                .endHandler(end -> body.whole.tryComplete(body.soFar));
        request.resume();
        return body.whole.future();
    }

    private void add(Buffer chunk) {
        if (soFar.length() + chunk.length() <= limit) {
            soFar.appendBuffer(chunk);
        } else {
            whole.tryFail(new Refusal(ErrorCode.SIZE_INVALID, "the body is longer than " + limit + " bytes"));
        }
    }
}
