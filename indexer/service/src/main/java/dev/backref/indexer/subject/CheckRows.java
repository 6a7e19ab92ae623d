package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.Checked;
import dev.backref.indexer.rows.RowKey;
import dev.backref.ingest.contract.Json;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Remembers what came of requests to look again, for those who wait for it: the last ones of a partition. */
final class CheckRows {
    /** Callers name subjects and locations as they like, and none waits for longer than this many others take. */
    static final int MOST = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final LastKeys last;

    CheckRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.last = new LastKeys(store, SubjectKeys.checkPlaces(), SubjectKeys.checkCount(), MOST);
    }

    void put(Checked checked, Position position) {
        RowKey key = SubjectKeys.check(checked.subject(), checked.location(), checked.request());
        last.add(key).ifPresent(before -> store.delete(before.bytes()));
        Check row = new Check(checked.location(), checked.request(), checked.asked(), checked.reason(), position);
        store.put(key.bytes(), Json.write(row));
    }
}
