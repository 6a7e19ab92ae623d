package dev.backref.benchmarks;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Rows in memory: what is measured with them is the reading, not the store. */
final class MemoryRows implements ReadOnlyKeyValueStore<Bytes, byte[]> {
    private final NavigableMap<Bytes, byte[]> rows = new TreeMap<>();

    void put(Bytes key, byte[] value) {
        rows.put(key, value);
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return rows.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return new Rows(rows.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new Rows(rows);
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }

    private static final class Rows implements KeyValueIterator<Bytes, byte[]> {
        private final Iterator<Map.Entry<Bytes, byte[]>> entries;

        Rows(Map<Bytes, byte[]> rows) {
            entries = rows.entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> entry = entries.next();
            return KeyValue.pair(entry.getKey(), entry.getValue());
        }

        @Override
        public Bytes peekNextKey() {
            throw new UnsupportedOperationException("nobody looks ahead");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
