package dev.backref.indexer.subject;

import dev.backref.indexer.rows.RowKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** A ring of keys: each stays until as many others have come as there are places. */
final class LastKeys {
    private final KeyValueStore<Bytes, byte[]> store;
    private final RowKey places;
    private final RowKey count;
    private final int most;

    /**
     * @param places rows with the keys
     * @param count the row that says how many came so far
     */
    LastKeys(KeyValueStore<Bytes, byte[]> store, RowKey places, RowKey count, int most) {
        this.store = store;
        this.places = places;
        this.count = count;
        this.most = most;
    }

    /** Adds a key, and gives the one whose place it takes. */
    Optional<RowKey> add(RowKey key) {
        long number = number();
        Bytes place = places.number(number % most).bytes();
        Optional<RowKey> before =
                Optional.ofNullable(store.get(place)).map(Bytes::wrap).map(RowKey::read);
        store.put(place, key.bytes().get());
        store.put(
                count.bytes(),
                ByteBuffer.allocate(Long.BYTES).putLong(number + 1).array());
        return before;
    }

    private long number() {
        byte[] row = store.get(count.bytes());
        return row == null ? 0 : ByteBuffer.wrap(row).getLong();
    }
}
