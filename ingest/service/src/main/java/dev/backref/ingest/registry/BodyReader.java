package dev.backref.ingest.registry;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;

/** What becomes of the body of a good answer: it is kept up to a limit, or taken while it comes. */
@FunctionalInterface
interface BodyReader {
    /**
     * Reads on the event loop that the answer comes on, before which nothing of the body is lost. Fails when the
     * connection breaks before the end.
     *
     * @param alarm told of each piece
     */
    Future<BoundedBody> read(HttpClientResponse response, Alarm alarm);

    /** Keeps at most so many bytes. */
    static BodyReader atMost(int bytes) {
        return (response, alarm) -> BoundedBody.read(response, bytes, alarm);
    }
}
