package dev.backref.indexer;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Counts the rows that are read from a store. */
final class CountingStore implements ReadOnlyKeyValueStore<Bytes, byte[]> {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
    private final AtomicInteger rows = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    CountingStore(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Rows read since the last call, of gets and of scans. */
    int takeCount() {
        return rows.getAndSet(0);
    }

    /** Scans that nobody has closed. */
    int open() {
        return open.get();
    }

    @Override
    public byte[] get(Bytes key) {
        rows.incrementAndGet();
        return store.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return counting(store.range(from, to));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return counting(store.all());
    }

    @Override
    public long approximateNumEntries() {
        return store.approximateNumEntries();
    }

    private KeyValueIterator<Bytes, byte[]> counting(KeyValueIterator<Bytes, byte[]> scan) {
        open.incrementAndGet();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return scan.hasNext();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                rows.incrementAndGet();
                return scan.next();
            }

            @Override
            public Bytes peekNextKey() {
                return scan.peekNextKey();
            }

            @Override
            public void close() {
                open.decrementAndGet();
                scan.close();
            }
        };
    }
}
