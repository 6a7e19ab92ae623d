package dev.backref.indexer.subject;

import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the states of locations and registries, and their sums, in every partition of subjects. */
final class CompletenessRows {
    private final KeyValueStore<Bytes, byte[]> store;

    CompletenessRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void apply(LocationState now) {
        RowKey key = SubjectKeys.location(now.location());
        Optional<LocationState> before =
                Optional.ofNullable(store.get(key.bytes())).map(row -> Json.read(row, LocationState.class));
        store.put(key.bytes(), Json.write(now));
        before.flatMap(LocationState::unresolved)
                .ifPresent(old -> store.delete(byTime(now.location(), old).bytes()));
        now.unresolved()
                .ifPresent(trouble -> store.put(
                        byTime(now.location(), trouble).bytes(),
                        trouble.reason().getBytes(StandardCharsets.UTF_8)));
        long troubledBefore = before.filter(LocationState::isTroubled).isPresent() ? 1 : 0;
        long troubledNow = now.isTroubled() ? 1 : 0;
        String registry = now.location().registry();
        save(registry, registry(registry).count(before.isPresent() ? 0 : 1, troubledNow - troubledBefore));
    }

    void apply(RegistryState now) {
        save(now.registry(), registry(now.registry()).with(now.history(), now.heard()));
    }

    private static RowKey byTime(Location location, Unresolved trouble) {
        return SubjectKeys.troubled(location.registry())
                .time(Math.max(0, trouble.since().toEpochMilli()))
                .text(location.repository());
    }

    private RegistryRow registry(String name) {
        byte[] row = store.get(SubjectKeys.registry(name).bytes());
        return row == null ? RegistryRow.NOTHING : Json.read(row, RegistryRow.class);
    }

    private void save(String registry, RegistryRow row) {
        store.put(SubjectKeys.registry(registry).bytes(), Json.write(row));
    }
}
