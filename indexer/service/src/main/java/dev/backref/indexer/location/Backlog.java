package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Work that is done at once as far as one call may, and else later in its order: at one location nothing begins before
 * what was begun earlier is over.
 *
 * <pre>
 * WQ L place    {@link Work} to be done
 * WH L          {@link Ends} of that queue; absent when it is empty
 * </pre>
 */
final class Backlog {
    private static final int LOCATIONS_AT_ONCE = 40;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final Steps steps;
    private Budget budget = new Budget(Budget.CHANGES);

    Backlog(KeyValueStore<Bytes, byte[]> store, Steps steps) {
        this.store = store;
        this.table = new Table(store);
        this.steps = steps;
    }

    /** Does work. */
    interface Steps {
        /** Does what the budget allows, and gives what is to be done next in its place. */
        List<Work> run(Location location, Work work, Budget budget);
    }

    /** Where the queue of a location begins and ends; what turns out to come first needs room before it. */
    private record Ends(long head, long tail) {
        static final Ends EMPTY = new Ends(1L << 40, 1L << 40);

        boolean empty() {
            return head == tail;
        }

        static Ends read(byte[] row) {
            ByteBuffer bytes = ByteBuffer.wrap(row);
            return new Ends(bytes.getLong(), bytes.getLong());
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(head)
                    .putLong(tail)
                    .array();
        }
    }

    /** A new call begins. */
    void begin() {
        budget = new Budget(Budget.CHANGES);
    }

    /** Whether something is to be done here before anything new. */
    boolean isBusy(Location location) {
        return !ends(location).empty();
    }

    /** Does work now, or as much of it as one call may. */
    void add(Location location, Work work) {
        Ends ends = ends(location);
        List<Work> rest = ends.empty() ? run(location, work, budget) : List.of(work);
        long tail = ends.tail();
        for (Work each : rest) {
            put(location, tail++, each);
        }
        if (!rest.isEmpty()) {
            save(location, new Ends(ends.head(), tail));
        }
    }

    /** Goes on with what is left, shared among locations. */
    void step() {
        List<Location> open = new ArrayList<>();
        RowKey all = RowKey.of("WH");
        table.each(all, (key, value) -> {
            open.add(Location.parse(key.behind(all).text()));
            return open.size() < LOCATIONS_AT_ONCE;
        });
        open.forEach(location -> step(location, new Budget(Budget.CHANGES / open.size())));
    }

    private void step(Location location, Budget share) {
        Ends ends = ends(location);
        while (!ends.empty() && share.left()) {
            RowKey first = queue(location).number(ends.head());
            Work work = Json.read(table.get(first).orElseThrow(), Work.class);
            store.delete(first.bytes());
            List<Work> rest = run(location, work, share);
            long head = ends.head() + 1;
            for (int i = rest.size() - 1; i >= 0; i--) {
                put(location, --head, rest.get(i));
            }
            ends = new Ends(head, ends.tail());
        }
        save(location, ends);
    }

    private List<Work> run(Location location, Work work, Budget some) {
        Deque<Work> open = new ArrayDeque<>(List.of(work));
        while (!open.isEmpty() && some.left()) {
            List<Work> next = steps.run(location, open.remove(), some);
            for (int i = next.size() - 1; i >= 0; i--) {
                open.addFirst(next.get(i));
            }
        }
        return List.copyOf(open);
    }

    private Ends ends(Location location) {
        return table.get(LocationRows.at("WH", location)).map(Ends::read).orElse(Ends.EMPTY);
    }

    private void put(Location location, long place, Work work) {
        store.put(queue(location).number(place).bytes(), Json.write(work));
    }

    private void save(Location location, Ends ends) {
        Bytes key = LocationRows.at("WH", location).bytes();
        Optional<Ends> kept = Optional.of(ends).filter(each -> !each.empty());
        kept.ifPresentOrElse(each -> store.put(key, each.toBytes()), () -> store.delete(key));
    }

    private static RowKey queue(Location location) {
        return LocationRows.at("WQ", location);
    }
}
