package dev.backref.indexer.location;

import dev.backref.indexer.location.UnannouncedRows.Doubt;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What sweeps found and no webhook had brought, for as long as one can be on its way. Each is taken away again: when the
 * webhook comes, or when it is too late for it.
 *
 * <pre>
 * DF L source        {@link Doubt}: found
 * DU since L source  the same by time
 * </pre>
 */
final class DriftRows {
    /** Each deletes two records. */
    private static final int AT_ONCE = 1_000;

    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final Explanations explanations;

    DriftRows(KeyValueStore<Bytes, byte[]> store, LocationRows rows) {
        this.store = store;
        this.table = new Table(store);
        this.explanations = new Explanations(store, rows);
    }

    /** A sweep found something there. */
    void found(Source source, Doubt doubt) {
        if (found(source).isEmpty()) {
            store.put(key(source).bytes(), Json.write(doubt));
            store.put(byTime(source, doubt.since()).bytes(), THERE);
        }
    }

    /**
     * A webhook told of a source; of a tag, then also of the manifest that it points to.
     *
     * @param heard when it came
     */
    void announced(Source source, Optional<Digest> target, Instant heard) {
        take(source, heard);
        target.ifPresent(digest -> take(new Source.Manifest(source.location(), digest), heard));
    }

    /**
     * Takes away some of what no webhook told of for a minute, and that nothing else explains.
     *
     * @param now up to when all has been read: behind it there may be a webhook that came in time
     * @return where it was found
     */
    List<Source> overdue(Instant now) {
        RowKey all = RowKey.of("DU");
        List<Source> due = new ArrayList<>();
        table.each(all, (key, there) -> {
            RowKey.Reader reader = key.behind(all);
            Instant since = Instant.ofEpochMilli(reader.time());
            Location location = Location.parse(reader.text());
            return !UnannouncedRows.isOnItsWay(since, now)
                    && due.add(Source.parse(location + reader.text()))
                    && due.size() < AT_ONCE;
        });
        List<Source> unexplained = new ArrayList<>();
        for (Source source : due) {
            Doubt doubt = found(source).orElseThrow();
            if (!explanations.of(source.location(), doubt)) {
                unexplained.add(source);
            }
            forget(source, doubt);
        }
        return unexplained;
    }

    private void take(Source source, Instant heard) {
        found(source)
                .filter(doubt -> UnannouncedRows.isOnItsWay(doubt.since(), heard))
                .ifPresent(doubt -> forget(source, doubt));
    }

    private void forget(Source source, Doubt doubt) {
        store.delete(key(source).bytes());
        store.delete(byTime(source, doubt.since()).bytes());
    }

    private Optional<Doubt> found(Source source) {
        return table.get(key(source)).map(row -> Json.read(row, Doubt.class));
    }

    private static RowKey key(Source source) {
        return LocationRows.at("DF", source.location()).text(source.name());
    }

    private static RowKey byTime(Source source, Instant since) {
        return RowKey.of("DU")
                .time(UnannouncedRows.millis(since))
                .text(source.location().toString())
                .text(source.name());
    }
}
