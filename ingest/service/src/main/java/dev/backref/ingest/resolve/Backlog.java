package dev.backref.ingest.resolve;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one registry left in the log, because it holds its share of what may wait in memory. From a mark on, all its events
 * of a lane are left, so that they are taken in their order when there is room again.
 */
final class Backlog {
    private final Room room;
    private final Map<Lane, Mark> marks = new EnumMap<>(Lane.class);
    private Optional<Instant> lost = Optional.empty();

    Backlog(Room room) {
        this.room = room;
    }

    void restore(Row row) {
        marks.putAll(row.behind());
        lost = row.lost().or(() -> lost);
    }

    Map<Lane, Mark> marks() {
        return Map.copyOf(marks);
    }

    Optional<Mark> mark(Lane lane) {
        return Optional.ofNullable(marks.get(lane));
    }

    boolean hasRoom(Lane lane, int pending) {
        return room.hasMore(lane, pending);
    }

    /** Whether something was left that now can be taken. */
    boolean mayGoOn(Lane lane, int pending) {
        return marks.containsKey(lane) && room.hasMuch(lane, pending);
    }

    /** Leaves an event. Whether it is the first. */
    boolean leave(Arrival arrival) {
        return marks.putIfAbsent(arrival.lane(), arrival.mark()) == null;
    }

    /** What is left begins with this event. */
    void stopAt(Arrival arrival) {
        marks.put(arrival.lane(), arrival.mark());
    }

    /** Everything before this offset has been taken. */
    void reach(Lane lane, long offset) {
        marks.computeIfPresent(lane, (same, mark) -> new Mark(Math.max(offset, mark.offset()), mark.since()));
    }

    /** Nothing is left any more. */
    void end(Lane lane) {
        marks.remove(lane);
    }

    /** Some of it has been deleted unread. */
    void lose(Lane lane, long beginning, Instant now) {
        marks.computeIfPresent(lane, (same, mark) -> new Mark(beginning, mark.since()));
        lost = Optional.of(now);
    }

    /** When something was last deleted unread: of which sources, nobody knows. */
    Optional<Instant> lost() {
        return lost;
    }
}
