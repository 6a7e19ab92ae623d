package dev.backref.indexer.location;

import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What explains that something is gone of which no webhook told: a tag goes with its manifest, everything with its repository.
 *
 * <pre>
 * DG L               when the repository as a whole was last reported to be gone
 * </pre>
 *
 * <p>The row stays, one for each repository that ever was: what it explains can be found behind the next push there.
 */
final class Explanations {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final LocationRows rows;

    Explanations(KeyValueStore<Bytes, byte[]> store, LocationRows rows) {
        this.store = store;
        this.table = new Table(store);
        this.rows = rows;
    }

    /** The repository as a whole was reported to be gone. */
    void gone(Location location, Instant heard) {
        store.put(LocationRows.at("DG", location).bytes(), Json.write(heard));
    }

    boolean of(Location location, UnannouncedRows.Doubt doubt) {
        boolean withItsManifest = doubt.left()
                .filter(manifest -> rows.content(location, manifest).isEmpty())
                .isPresent();
        return withItsManifest || (doubt.gone() && isGoneWithAll(location, doubt.since()));
    }

    private boolean isGoneWithAll(Location location, Instant since) {
        return table.get(LocationRows.at("DG", location))
                .map(row -> Json.read(row, Instant.class))
                .filter(gone -> !UnannouncedRows.isTooLate(gone, since) && !UnannouncedRows.isTooLate(since, gone))
                .isPresent();
    }
}
