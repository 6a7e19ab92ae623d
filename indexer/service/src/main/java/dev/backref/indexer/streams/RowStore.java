package dev.backref.indexer.streams;

import dev.backref.ingest.contract.Topic;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How a store of rows is made: RocksDB, with a changelog that takes the largest records. Stores that are caught up with later than
 * deletes are kept in it are not whole.
 */
public final class RowStore {
    private RowStore() {}

    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> named(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of(
                        "max.message.bytes",
                        Integer.toString(Topic.LARGEST_RECORD),
                        "delete.retention.ms",
                        Long.toString(Topic.DELETES_KEPT.toMillis())));
    }
}
