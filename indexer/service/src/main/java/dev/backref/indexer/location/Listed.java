package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** What is kept of an index: what it lists, what it claims of that; and how any manifest is related to what it names. */
record Listed(ListedRows entries, ListedRows claims, NamedRelations relations) {
    static Listed around(KeyValueStore<Bytes, byte[]> store) {
        return new Listed(ListedRows.ofEntries(store), ListedRows.ofClaims(store), new NamedRelations(store));
    }

    void put(Location location, Digest index, Derivation derivation) {
        entries.put(
                location,
                index,
                derivation.entries().digests().stream().map(Digest::toString).toList());
        claims.put(
                location,
                index,
                derivation.claims().stream().map(Assertion::line).sorted().toList());
    }

    void forget(Location location, Digest index) {
        entries.forget(location, index);
        claims.forget(location, index);
    }
}
