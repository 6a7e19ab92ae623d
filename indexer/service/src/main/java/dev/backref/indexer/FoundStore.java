package dev.backref.indexer;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/**
 * Finds the store of a partition once and gives it out as it is. What Streams gives by itself looks for it again, under
 * locks, at each row; that costs more than the row. A store that is closed since says so when it is read.
 */
final class FoundStore implements QueryableStoreType<ReadOnlyKeyValueStore<Bytes, byte[]>> {
    private static final QueryableStoreType<ReadOnlyKeyValueStore<Bytes, byte[]>> ROWS =
            QueryableStoreTypes.keyValueStore();

    @Override
    public boolean accepts(StateStore store) {
        return ROWS.accepts(store);
    }

    /** Fails as reading does when the store is not here. */
    @Override
    public ReadOnlyKeyValueStore<Bytes, byte[]> create(StateStoreProvider here, String name) {
        return here.stores(name, ROWS).get(0);
    }
}
