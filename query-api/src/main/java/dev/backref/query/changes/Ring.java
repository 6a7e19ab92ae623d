package dev.backref.query.changes;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, shared by all readers: a reader that keeps up costs a cursor and nothing else. Bounded by number and
 * size; what falls out is still in the topic.
 */
final class Ring {
    private final long mostBytes;
    private final @Nullable FeedEvent[] slots;
    private long first;
    private long next;
    private long bytes;
    private long[] begin;
    private long[] end;

    /**
     * An empty ring.
     *
     * @param at the next offset of every partition
     */
    Ring(int mostEvents, long mostBytes, long[] at) {
        this.slots = new FeedEvent[mostEvents];
        this.mostBytes = mostBytes;
        this.begin = at.clone();
        this.end = at.clone();
    }

    /**
     * Events for a reader, in the order in which they came.
     *
     * @param from number of the first
     * @param end the next offset of every partition behind them; empty when there are more
     */
    record Slice(List<FeedEvent> events, long from, Optional<long[]> end) {}

    /** Adds events and tells how far the topic has been read. */
    synchronized void append(List<FeedEvent> more, long[] readTo) {
        for (FeedEvent event : more) {
            if (next - first == slots.length) {
                dropOldest();
            }
            slots[slot(next)] = event;
            next++;
            bytes += event.size();
        }
        end = readTo.clone();
        while (bytes > mostBytes && first < next) {
            dropOldest();
        }
    }

    /** Begins anew at other offsets: whoever reads has fallen out and must be caught up from the topic. */
    synchronized void restart(long[] at) {
        while (first < next) {
            dropOldest();
        }
        next++;
        first = next;
        begin = at.clone();
        end = at.clone();
    }

    private void dropOldest() {
        FeedEvent oldest = at(first);
        slots[slot(first)] = null; // Otherwise the bound on bytes would bound nothing.
        bytes -= oldest.size();
        begin[oldest.partition()] = oldest.offset() + 1;
        first++;
    }

    private FeedEvent at(long number) {
        return Objects.requireNonNull(slots[slot(number)], "a slot between first and next is taken");
    }

    private int slot(long number) {
        return (int) (number % slots.length);
    }

    /** The number of the oldest event. */
    synchronized long first() {
        return first;
    }

    /** The next offset of every partition that the ring will take. */
    synchronized long[] end() {
        return end.clone();
    }

    /**
     * The number at which a reader with this cursor joins; empty when the ring no longer has what it needs. One that needs
     * nothing of it joins behind the last event: most readers begin there, and none has to pass over what all have had.
     */
    synchronized Optional<Long> join(long[] cursor) {
        if (!reaches(cursor, begin)) {
            return Optional.empty();
        }
        return Optional.of(reaches(cursor, end) ? next : first);
    }

    /** Whether a reader with this cursor finds here all that it needs, and this is not behind it. */
    synchronized boolean covers(long[] cursor) {
        return cursor.length == end.length && reaches(cursor, begin) && reaches(end, cursor);
    }

    private static boolean reaches(long[] cursor, long[] offsets) {
        return IntStream.range(0, offsets.length).allMatch(partition -> cursor[partition] >= offsets[partition]);
    }

    /** At most so many events from this number on; empty when they have fallen out. */
    synchronized Optional<Slice> read(long number, int most) {
        if (number < first) {
            return Optional.empty();
        }
        Piece found = new Piece();
        long to = number;
        while (to < next && found.events().size() < most && found.hasRoom()) {
            found.add(at(to));
            to++;
        }
        return Optional.of(new Slice(found.events(), number, to == next ? Optional.of(end.clone()) : Optional.empty()));
    }
}
