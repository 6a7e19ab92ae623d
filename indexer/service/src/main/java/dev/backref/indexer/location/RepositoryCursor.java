package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Wants everything that is known of a repository that is gone, a bounded piece at a time: one with a million manifests
 * must neither hold up others nor outlast a transaction.
 *
 * <pre>
 * W  L    where the work stands, with cause and time of the observation that began it
 * </pre>
 */
final class RepositoryCursor {
    /** Sources wanted in one step, and so about half the rows written in it. */
    static final int STEP = 400;

    private static final int AT_ONCE = 40;
    private static final List<String> TABLES = List.of("M", "T");

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final WantedRows wanted;

    RepositoryCursor(KeyValueStore<Bytes, byte[]> store, WantedRows wanted) {
        this.store = store;
        this.table = new Table(store);
        this.wanted = wanted;
    }

    /**
     * Work in progress.
     *
     * @param table being walked, {@code M} or {@code T}
     * @param after the digest or tag that was wanted last; empty at the beginning of a table
     */
    private record Work(Location location, String causeId, Instant at, String table, String after) {}

    /** Begins, or begins again where the same repository was gone before. */
    void begin(Location location, String causeId, Instant at) {
        save(new Work(location, causeId, at, TABLES.get(0), ""));
    }

    /** Does one step, shared among the repositories at hand. */
    void step() {
        List<Work> open = new ArrayList<>();
        table.each(RowKey.of("W"), (key, value) -> {
            open.add(Json.read(value, Work.class));
            return open.size() < AT_ONCE;
        });
        int share = Math.max(1, STEP / Math.max(1, open.size()));
        open.forEach(work -> step(work, share));
    }

    private void step(Work work, int most) {
        RowKey prefix = LocationRows.at(work.table(), work.location());
        List<String> names = new ArrayList<>();
        Table.Visitor visitor = (key, value) -> {
            names.add(key.behind(prefix).text());
            return names.size() < most;
        };
        if (!wanted.hasRoom(work.location())) {
            return;
        }
        if (work.after().isEmpty()) {
            table.each(prefix, visitor);
        } else {
            table.eachAfter(prefix, prefix.text(work.after()), visitor);
        }
        names.forEach(name -> want(work, name));
        advance(work, names.size() < most ? Optional.empty() : Optional.of(names.get(names.size() - 1)));
    }

    private void want(Work work, String name) {
        Source source = work.table().equals("M")
                ? new Source.Manifest(work.location(), Digest.parse(name))
                : new Source.Tag(work.location(), name);
        wanted.want(RegistryEvent.wanted(source, new Cause(Cause.Kind.CASCADE, work.causeId()), work.at()));
    }

    private void advance(Work work, Optional<String> reached) {
        int next = TABLES.indexOf(work.table()) + 1;
        if (reached.isPresent()) {
            save(new Work(work.location(), work.causeId(), work.at(), work.table(), reached.get()));
        } else if (next < TABLES.size()) {
            save(new Work(work.location(), work.causeId(), work.at(), TABLES.get(next), ""));
        } else {
            store.delete(key(work.location()).bytes());
        }
    }

    private void save(Work work) {
        store.put(key(work.location()).bytes(), Json.write(work));
    }

    private static RowKey key(Location location) {
        return RowKey.of("W").text(location.toString());
    }
}
