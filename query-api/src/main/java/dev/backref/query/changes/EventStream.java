package dev.backref.query.changes;

import io.vertx.core.http.HttpServerResponse;

/** Server-sent events (WHATWG HTML §9.2.6), for as long as the connection is there. */
final class EventStream implements Outlet {
    private final HttpServerResponse response;
    private final StringBuilder text = new StringBuilder();

    EventStream(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public void begin(Subscription reader) {
        response.setChunked(true)
                .putHeader("Content-Type", contentType())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(drain -> reader.drained());
        response.write("retry: 2000\nid: " + reader.id() + "\n\n");
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public void add(String event, String cursor) {
        text.append("id: ").append(cursor).append("\ndata: ").append(event).append("\n\n");
    }

    @Override
    public void flush() {
        if (!text.isEmpty()) {
            response.write(text.toString());
            text.setLength(0);
        }
    }

    /** Keeps the connection alive, and the reader's cursor fresh though nothing passed its filter. */
    @Override
    public void heartbeat(String cursor) {
        response.write(":\nid: " + cursor + "\n\n");
    }

    @Override
    public void end(String cursor, boolean more) {
        response.end();
    }

    @Override
    public void closed() {
        text.setLength(0);
    }

    /** Clients come back with their last id. */
    @Override
    public void fail(String cursor) {
        response.end();
    }
}
