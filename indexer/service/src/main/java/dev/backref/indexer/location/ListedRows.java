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
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What indexes list, and what they claim of it. A row holds up to {@value #OF_A_ROW} lines, so that the largest index
 * is few rows and no look for one line reads all.
 *
 * <pre>
 * I  L index last    digests in their order, of which the last stands in the key
 * ID L index last    the same of Docker's manifest lists
 * IC L index last    assertions about these, likewise
 * BN L index last    what it is related to, likewise; any manifest
 * </pre>
 */
final class ListedRows {
    static final int OF_A_ROW = 500;
    private static final String BETWEEN = "\n";

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final String name;

    private ListedRows(KeyValueStore<Bytes, byte[]> store, String name) {
        this.store = store;
        this.table = new Table(store);
        this.name = name;
    }

    /** What image indexes list: digests. */
    static ListedRows ofEntries(KeyValueStore<Bytes, byte[]> store) {
        return new ListedRows(store, "I");
    }

    /** What manifest lists of Docker's list: digests. */
    static ListedRows ofPlatforms(KeyValueStore<Bytes, byte[]> store) {
        return new ListedRows(store, "ID");
    }

    /** What indexes claim of what they list: assertions, each a line. */
    static ListedRows ofClaims(KeyValueStore<Bytes, byte[]> store) {
        return new ListedRows(store, "IC");
    }

    /** What manifests are related to, each a line. */
    static ListedRows ofRelations(KeyValueStore<Bytes, byte[]> store) {
        return new ListedRows(store, "BN");
    }

    /** Keeps these lines of an index: each once, in their order. */
    void put(Location location, Digest index, List<String> lines) {
        for (int from = 0; from < lines.size(); from += OF_A_ROW) {
            List<String> some = lines.subList(from, Math.min(lines.size(), from + OF_A_ROW));
            String last = some.get(some.size() - 1);
            store.put(
                    key(location, index).text(last).bytes(),
                    String.join(BETWEEN, some).getBytes(StandardCharsets.UTF_8));
        }
    }

    void forget(Location location, Digest index) {
        Set<RowKey> rows = new LinkedHashSet<>();
        table.each(key(location, index), (key, value) -> rows.add(key));
        rows.forEach(key -> store.delete(key.bytes()));
    }

    /** Whether an index has any. */
    boolean hasRows(Location location, Digest index) {
        return table.first(key(location, index), (key, row) -> true).orElse(false);
    }

    /** Whether an index has this line. */
    boolean has(Location location, Digest index, String line) {
        RowKey prefix = key(location, index);
        return table.firstFrom(
                        prefix, prefix.text(line), (key, row) -> lines(row).anyMatch(line::equals))
                .orElse(false);
    }

    /** Gives the lines behind one, in their order, until the visitor has enough. */
    void each(Location location, Digest index, String after, Predicate<String> visitor) {
        RowKey prefix = key(location, index);
        table.eachAfter(
                prefix,
                prefix.text(after),
                (key, row) ->
                        lines(row).filter(line -> line.compareTo(after) > 0).allMatch(visitor));
    }

    private static Stream<String> lines(byte[] row) {
        return Stream.of(new String(row, StandardCharsets.UTF_8).split(BETWEEN));
    }

    private RowKey key(Location location, Digest index) {
        return LocationRows.at(name, location).text(index.toString());
    }
}
