package dev.backref.query.changes;

import java.util.ArrayList;
import java.util.List;

/**
 * Events that are written to a reader at once. Bounded, because a connection that takes nothing holds what was written
 * last: a single event, or about as much as this.
 */
final class Piece {
    private static final long MOST_BYTES = 256 * 1024;

    private final List<FeedEvent> events = new ArrayList<>();
    private long bytes;

    /** The same events in pieces; one without events where there are none. */
    static List<List<FeedEvent>> of(List<FeedEvent> events) {
        List<List<FeedEvent>> pieces = new ArrayList<>();
        Piece piece = new Piece();
        for (FeedEvent event : events) {
            if (!piece.hasRoom()) {
                pieces.add(piece.events());
                piece = new Piece();
            }
            piece.add(event);
        }
        pieces.add(piece.events());
        return pieces;
    }

    boolean hasRoom() {
        return bytes < MOST_BYTES;
    }

    void add(FeedEvent event) {
        events.add(event);
        bytes += event.size();
    }

    List<FeedEvent> events() {
        return events;
    }
}
