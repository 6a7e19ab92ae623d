package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sources that somebody has to look at because the index asks. Each is asked for once, however many things name it; at
 * most {@value #MOST_OUTSTANDING} of a location at a time, the others wait here in the order in which they were wanted,
 * so that a backfill never stands before live webhooks.
 *
 * <pre>
 * N  L source    wanted and not back yet
 * NB L source    wanted and not yet asked for: its place in the queue
 * NQ L place     the queue, with the events to send
 * NC L           {@link Counts}
 * </pre>
 */
final class WantedRows {
    static final int MOST_OUTSTANDING = 1_000;
    private static final byte[] OUTSTANDING = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final Outbox out;

    WantedRows(KeyValueStore<Bytes, byte[]> store, Outbox out) {
        this.store = store;
        this.table = new Table(store);
        this.out = out;
    }

    /**
     * What stands at a location.
     *
     * @param outstanding sources asked for and not back yet
     * @param head before which no place of the queue is taken
     * @param tail the next free place of the queue
     */
    private record Counts(int outstanding, long head, long tail) {
        static final Counts NOTHING = new Counts(0, 0, 0);

        boolean full() {
            return outstanding >= MOST_OUTSTANDING;
        }

        Counts asked() {
            return new Counts(outstanding + 1, head, tail);
        }

        Counts returned() {
            return new Counts(outstanding - 1, head, tail);
        }

        Counts queued() {
            return new Counts(outstanding, head, tail + 1);
        }

        Counts from(long place) {
            return new Counts(outstanding, place, tail);
        }

        static Counts read(byte[] row) {
            ByteBuffer bytes = ByteBuffer.wrap(row);
            return new Counts(bytes.getInt(), bytes.getLong(), bytes.getLong());
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
                    .putInt(outstanding)
                    .putLong(head)
                    .putLong(tail)
                    .array();
        }
    }

    /** Whether another source of this location could be asked for at once. */
    boolean hasRoom(Location location) {
        return !counts(location).full();
    }

    /** Wants a source, unless it is wanted already. */
    void want(RegistryEvent event) {
        Source source = event.source();
        if (table.get(key("N", source)).isPresent()
                || table.get(key("NB", source)).isPresent()) {
            return;
        }
        Counts counts = counts(source.location());
        if (counts.full()) {
            store.put(key("NB", source).bytes(), number(counts.tail()));
            store.put(queue(source.location()).number(counts.tail()).bytes(), Json.write(event));
            save(source.location(), counts.queued());
        } else {
            save(source.location(), ask(event, counts));
        }
    }

    /** A look at the source came back, whoever asked for it; the next that waits takes its place. */
    void returned(Source source) {
        table.get(key("NB", source))
                .ifPresent(place -> leaveQueue(source, ByteBuffer.wrap(place).getLong()));
        if (table.get(key("N", source)).isPresent()) {
            store.delete(key("N", source).bytes());
            save(
                    source.location(),
                    askNext(source.location(), counts(source.location()).returned()));
        }
    }

    private Counts askNext(Location location, Counts counts) {
        if (counts.head() == counts.tail()) {
            return counts;
        }
        RowKey queue = queue(location);
        Optional<RegistryEvent> next = table.firstFrom(
                queue, queue.number(counts.head()), (key, event) -> Json.read(event, RegistryEvent.class));
        if (next.isEmpty()) {
            return counts.from(counts.tail());
        }
        Source source = next.get().source();
        long place = ByteBuffer.wrap(table.get(key("NB", source)).orElseThrow()).getLong();
        leaveQueue(source, place);
        return ask(next.get(), counts.from(place + 1));
    }

    private Counts ask(RegistryEvent event, Counts counts) {
        store.put(key("N", event.source()).bytes(), OUTSTANDING);
        out.want(event);
        return counts.asked();
    }

    private void leaveQueue(Source source, long place) {
        store.delete(key("NB", source).bytes());
        store.delete(queue(source.location()).number(place).bytes());
    }

    private Counts counts(Location location) {
        return table.get(LocationRows.at("NC", location)).map(Counts::read).orElse(Counts.NOTHING);
    }

    private void save(Location location, Counts counts) {
        store.put(LocationRows.at("NC", location).bytes(), counts.toBytes());
    }

    private static RowKey queue(Location location) {
        return LocationRows.at("NQ", location);
    }

    private static RowKey key(String table, Source source) {
        return LocationRows.at(table, source.location()).text(source.name());
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
