package dev.backref.indexer.subject;

import dev.backref.indexer.facts.Related;
import dev.backref.ingest.contract.Json;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the rows of relations. What is told again stays as it was told first. */
final class RelationRows {
    private final KeyValueStore<Bytes, byte[]> store;

    RelationRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void apply(Related related, Instant indexed) {
        Bytes key = SubjectKeys.related(related.subject(), related.direction(), related.relation())
                .text(related.other().toString())
                .text(related.location().toString())
                .bytes();
        if (!related.present()) {
            store.delete(key);
        } else if (store.get(key) == null) {
            store.put(key, Json.write(new RelationRow(related.origin().observed(), indexed)));
        }
    }
}
