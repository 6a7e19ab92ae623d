package dev.backref.ingest.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * The body of an answer, up to a limit.
 *
 * @param content all of it, or nothing when it was cut
 * @param cut that there was more than the limit; the connection was then given up instead of read to its end
 */
record BoundedBody(Buffer content, boolean cut) {
    static final BoundedBody NONE = new BoundedBody(Buffer.buffer(), false);

    private static final BoundedBody CUT = new BoundedBody(Buffer.buffer(), true);

    /**
     * Reads at most so many bytes. Fails when the connection breaks before the end.
     *
     * @param alarm told of each piece
     */
    static Future<BoundedBody> read(HttpClientResponse response, int most, Alarm alarm) {
        if (announced(response) > most) {
            response.exceptionHandler(resetByUs -> {}).request().reset();
            return Future.succeededFuture(CUT);
        }
        Promise<BoundedBody> read = Promise.promise();
        Buffer received = Buffer.buffer();
        response.exceptionHandler(read::tryFail)
                .handler(part -> {
                    alarm.heard();
                    if (received.length() + part.length() <= most) {
                        received.appendBuffer(part);
                    } else if (read.tryComplete(CUT)) {
                        response.request().reset();
                    }
                })
                .endHandler(end -> read.tryComplete(new BoundedBody(received, false)));
        return read.future();
    }

    /** How long the body is said to be; 0 when that is not said. */
    static long announced(HttpClientResponse response) {
        String length = response.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException notALength) {
            return 0; // Then the bytes themselves are counted.
        }
    }
}
