package dev.backref.indexer.rows;

import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads rows of one store by prefix. Every iterator that it opens it closes. */
public final class Table {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

    public Table(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The row with this key. */
    public Optional<byte[]> get(RowKey key) {
        return Optional.ofNullable(store.get(key.bytes()));
    }

    /** Gives the rows whose keys begin so, in order, to the visitor, until it has enough. */
    public void each(RowKey prefix, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> rows = scan(prefix)) {
            visit(rows, visitor);
        }
    }

    /** The same from behind one key on. */
    public void eachAfter(RowKey prefix, RowKey after, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(after.next(), prefix.end())) {
            visit(rows, visitor);
        }
    }

    /** The same from behind everything on that a longer prefix covers. */
    public void eachBehind(RowKey prefix, RowKey covered, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> rows = scanBehind(prefix, covered)) {
            visit(rows, visitor);
        }
    }

    /** The first row whose key begins so, as the reader makes it. */
    public <T> Optional<T> first(RowKey prefix, BiFunction<RowKey, byte[], T> reader) {
        return firstFrom(prefix, prefix, reader);
    }

    /**
     * The same from one key on. RocksDB walks over every row deleted since its last compaction: whoever takes rows from
     * the front, one after the other, must say where the front is.
     */
    public <T> Optional<T> firstFrom(RowKey prefix, RowKey from, BiFunction<RowKey, byte[], T> reader) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from.bytes(), prefix.end())) {
            if (!rows.hasNext()) {
                return Optional.empty();
            }
            var row = rows.next();
            return Optional.of(reader.apply(RowKey.read(row.key), row.value));
        }
    }

    /** Opens a scan that the caller closes. */
    public KeyValueIterator<Bytes, byte[]> scan(RowKey prefix) {
        return store.range(prefix.bytes(), prefix.end());
    }

    /** Opens a scan from behind one key on; the caller closes it. */
    public KeyValueIterator<Bytes, byte[]> scanAfter(RowKey prefix, RowKey after) {
        return store.range(after.next(), prefix.end());
    }

    /** Opens a scan of a prefix from behind everything that a longer prefix covers; the caller closes it. */
    public KeyValueIterator<Bytes, byte[]> scanBehind(RowKey prefix, RowKey covered) {
        return store.range(covered.end(), prefix.end());
    }

    private static void visit(KeyValueIterator<Bytes, byte[]> rows, Visitor visitor) {
        boolean more = true;
        while (more && rows.hasNext()) {
            var row = rows.next();
            more = visitor.visit(RowKey.read(row.key), row.value);
        }
    }

    /** Takes rows. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes one row, and says whether it wants the next. */
        boolean visit(RowKey key, byte[] value);
    }
}
