package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is kept of an index: what it lists, what it claims of that; and how any manifest is related to what it names.
 *
 * @param entries of image indexes, which are referrers where a referrers tag points to one
 * @param platforms what manifest lists of Docker's list, which are referrers nowhere
 */
record Listed(ListedRows entries, ListedRows platforms, ListedRows claims, NamedRelations relations) {
    static Listed around(KeyValueStore<Bytes, byte[]> store) {
        return new Listed(
                ListedRows.ofEntries(store),
                ListedRows.ofPlatforms(store),
                ListedRows.ofClaims(store),
                new NamedRelations(store));
    }

    void put(Location location, Digest index, Derivation derivation) {
        ListedRows rows = derivation.listsReferrers() ? entries : platforms;
        rows.put(
                location,
                index,
                derivation.entries().digests().stream().map(Digest::toString).toList());
        claims.put(
                location,
                index,
                derivation.claims().stream().map(Assertion::line).sorted().toList());
    }

    /** Gives what an index of either type lists behind one digest, in their order, until the visitor has enough. */
    void eachChild(Location location, Digest index, String after, Predicate<String> visitor) {
        entries.each(location, index, after, visitor);
        platforms.each(location, index, after, visitor); // One of the two has none.
    }

    /** Whether an index has anything here. */
    boolean knows(Location location, Digest index) {
        return entries.hasRows(location, index) || platforms.hasRows(location, index);
    }

    void forget(Location location, Digest index) {
        entries.forget(location, index);
        platforms.forget(location, index);
        claims.forget(location, index);
    }
}
