package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sources that somebody has to look at because the index asks. Each is asked for once, however many things name it; at
 * most {@value #MOST_OUTSTANDING} of a location at a time, the others wait here, so that a backfill never stands before
 * live webhooks.
 *
 * <pre>
 * N  L source    wanted and not back yet
 * NB L source    wanted and not yet asked for, with the event to send
 * NC L           how many are outstanding
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

    /** Whether another source of this location could be asked for at once. */
    boolean hasRoom(Location location) {
        return outstanding(location) < MOST_OUTSTANDING;
    }

    /** Wants a source, unless it is wanted already. */
    void want(RegistryEvent event) {
        Source source = event.source();
        if (table.get(key("N", source)).isPresent()
                || table.get(key("NB", source)).isPresent()) {
            return;
        }
        if (hasRoom(source.location())) {
            ask(event);
        } else {
            store.put(key("NB", source).bytes(), Json.write(event));
        }
    }

    /** A look at the source came back, whoever asked for it; the next that waits takes its place. */
    void returned(Source source) {
        if (table.get(key("NB", source)).isPresent()) {
            store.delete(key("NB", source).bytes());
        }
        if (table.get(key("N", source)).isEmpty()) {
            return;
        }
        store.delete(key("N", source).bytes());
        count(source.location(), -1);
        table.first(LocationRows.at("NB", source.location()), (key, event) -> Json.read(event, RegistryEvent.class))
                .ifPresent(event -> {
                    store.delete(key("NB", event.source()).bytes());
                    ask(event);
                });
    }

    private void ask(RegistryEvent event) {
        store.put(key("N", event.source()).bytes(), OUTSTANDING);
        count(event.source().location(), 1);
        out.want(event);
    }

    private int outstanding(Location location) {
        return table.get(LocationRows.at("NC", location))
                .map(count -> ByteBuffer.wrap(count).getInt())
                .orElse(0);
    }

    private void count(Location location, int more) {
        int now = outstanding(location) + more;
        store.put(
                LocationRows.at("NC", location).bytes(),
                ByteBuffer.allocate(Integer.BYTES).putInt(now).array());
    }

    private static RowKey key(String table, Source source) {
        return LocationRows.at(table, source.location()).text(source.name());
    }
}
