package dev.backref.indexer.location;

import dev.backref.indexer.derive.RelatedManifest;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How manifests are related to others, and what was told of it. The two differ as long as there is work to be done, and
 * where a tag shows that an index is a list of referrers: its entries are nobody's children then, also behind the time at
 * which the tag moves on, because each version of a list would tell of nearly all of them again. Only one that stands under the
 * tag of its own digest, and under no other that makes claims, is no list any more.
 *
 * <pre>
 * B  L manifest relation other   a relation that was told
 * BN L manifest last             those that it names, {@link ListedRows}
 * BL L manifest                  a tag makes claims of what it lists
 * </pre>
 */
final class NamedRelations {
    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final ListedRows named;

    NamedRelations(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
        this.named = ListedRows.ofRelations(store);
    }

    /** Keeps what a manifest names in the place of what it named before. */
    void name(Location location, Digest manifest, Set<RelatedManifest> relations) {
        named.forget(location, manifest);
        named.put(
                location,
                manifest,
                relations.stream().map(RelatedManifest::line).sorted().toList());
    }

    /** It is not there: it names nothing, and nobody knows whether a tag will make claims of it again. */
    void forget(Location location, Digest manifest) {
        named.forget(location, manifest);
        if (isList(location, manifest)) { // Most are none, and what is deleted in vain is written all the same.
            store.delete(listKey(location, manifest).bytes());
        }
    }

    /** Whether anything is kept of it: most manifests are related to nothing, and cost no step when they go. */
    boolean hasRows(Location location, Digest manifest) {
        return named.hasRows(location, manifest) || isTold(location, manifest) || isList(location, manifest);
    }

    /** A tag makes claims of what it lists; false where that is no news. */
    boolean isNewList(Location location, Digest manifest) {
        return store.putIfAbsent(listKey(location, manifest).bytes(), THERE) == null;
    }

    /** No tag makes claims of what it lists any more; whether one did is forgotten. */
    void unlist(Location location, Digest manifest) {
        store.delete(listKey(location, manifest).bytes());
    }

    /** Whether a tag makes claims of what it lists, or did. */
    boolean isList(Location location, Digest manifest) {
        return table.get(listKey(location, manifest)).isPresent();
    }

    /** Gives what it names behind one line, in the order of the lines, until the visitor has enough. */
    void eachNamed(Location location, Digest manifest, String after, Predicate<String> visitor) {
        named.each(location, manifest, after, visitor);
    }

    boolean isNamed(Location location, Digest manifest, String line) {
        return named.has(location, manifest, line);
    }

    /** Whether anything was told of it. */
    boolean isTold(Location location, Digest manifest) {
        return table.first(toldKey(location, manifest), (key, value) -> true).isPresent();
    }

    /** Gives what was told of it behind one line, likewise. */
    void eachTold(Location location, Digest manifest, String after, Predicate<String> visitor) {
        RowKey prefix = toldKey(location, manifest);
        table.eachAfter(
                prefix,
                prefix.text(after),
                (key, value) -> visitor.test(key.behind(prefix).text()));
    }

    /** Keeps in mind that it was told; false where it was before. */
    boolean tell(Location location, Digest manifest, String line) {
        return store.putIfAbsent(toldKey(location, manifest).text(line).bytes(), THERE) == null;
    }

    /** Keeps in mind that it was taken back. */
    void takeBack(Location location, Digest manifest, String line) {
        store.delete(toldKey(location, manifest).text(line).bytes());
    }

    private static RowKey toldKey(Location location, Digest manifest) {
        return LocationRows.at("B", location).text(manifest.toString());
    }

    private static RowKey listKey(Location location, Digest manifest) {
        return LocationRows.at("BL", location).text(manifest.toString());
    }
}
