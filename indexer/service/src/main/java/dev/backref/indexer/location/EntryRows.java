package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What image indexes list. A row holds up to {@value #OF_A_ROW} entries, so that the largest index is few rows and no look
 * for one entry reads all.
 *
 * <pre>
 * I  L index last    digests in their order, of which the last stands in the key
 * </pre>
 */
final class EntryRows {
    static final int OF_A_ROW = 500;
    private static final String BETWEEN = "\n";

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    EntryRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /** Keeps what an index lists: each once, in their order. */
    void put(Location location, Digest index, List<Digest> entries) {
        for (int from = 0; from < entries.size(); from += OF_A_ROW) {
            List<Digest> some = entries.subList(from, Math.min(entries.size(), from + OF_A_ROW));
            String last = some.get(some.size() - 1).toString();
            String row = some.stream().map(Digest::toString).collect(Collectors.joining(BETWEEN));
            store.put(key(location, index).text(last).bytes(), row.getBytes(StandardCharsets.UTF_8));
        }
    }

    void forget(Location location, Digest index) {
        Set<RowKey> rows = new LinkedHashSet<>();
        table.each(key(location, index), (key, value) -> rows.add(key));
        rows.forEach(key -> store.delete(key.bytes()));
    }

    /** Whether an index lists this. */
    boolean has(Location location, Digest index, Digest entry) {
        RowKey prefix = key(location, index);
        return table.firstFrom(
                        prefix,
                        prefix.text(entry.toString()),
                        (key, row) -> entries(row).anyMatch(entry.toString()::equals))
                .orElse(false);
    }

    /** Gives the entries behind one, in their order, until the visitor has enough. */
    void each(Location location, Digest index, String after, Predicate<Digest> visitor) {
        RowKey prefix = key(location, index);
        table.eachAfter(
                prefix,
                prefix.text(after),
                (key, row) -> entries(row)
                        .filter(entry -> entry.compareTo(after) > 0)
                        .map(Digest::parse)
                        .allMatch(visitor));
    }

    private static Stream<String> entries(byte[] row) {
        return Stream.of(new String(row, StandardCharsets.UTF_8).split(BETWEEN));
    }

    private static RowKey key(Location location, Digest index) {
        return LocationRows.at("I", location).text(index.toString());
    }
}
