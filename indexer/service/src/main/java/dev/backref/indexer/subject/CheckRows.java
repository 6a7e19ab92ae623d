package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.Checked;
import dev.backref.indexer.rows.RowKey;
import dev.backref.ingest.contract.Json;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Remembers what came of requests to look again, for those who wait for it: the last ones of a partition. */
final class CheckRows {
    /** Callers name subjects and locations as they like, and none waits for longer than this many others take. */
    static final int MOST = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;

    CheckRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void put(Checked checked, Position position) {
        long number = number();
        Bytes place = SubjectKeys.checkPlace(number % MOST).bytes();
        byte[] before = store.get(place);
        if (before != null) {
            store.delete(Bytes.wrap(before));
        }
        RowKey key = SubjectKeys.check(checked.subject(), checked.location(), checked.request());
        Check row = new Check(checked.location(), checked.request(), checked.asked(), checked.reason(), position);
        store.put(key.bytes(), Json.write(row));
        store.put(place, key.bytes().get());
        store.put(
                SubjectKeys.checkPlaces().bytes(),
                ByteBuffer.allocate(Long.BYTES).putLong(number + 1).array());
    }

    private long number() {
        byte[] row = store.get(SubjectKeys.checkPlaces().bytes());
        return row == null ? 0 : ByteBuffer.wrap(row).getLong();
    }
}
