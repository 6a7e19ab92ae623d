package dev.backref.indexer.subject;

import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.facts.SubjectFact.Unannounced;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.subject.RegistryRow.Counts;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the states of locations and registries, and their sums, in every partition of subjects. */
final class CompletenessRows {
    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;

    CompletenessRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void apply(LocationState now) {
        RowKey key = SubjectKeys.location(now.location());
        Optional<LocationState> before =
                Optional.ofNullable(store.get(key.bytes())).map(row -> Json.read(row, LocationState.class));
        store.put(key.bytes(), Json.write(now));
        before.ifPresent(this::leave);
        enter(now);
        String registry = now.location().registry();
        RegistryRow row = registry(registry);
        Counts others = before.map(Counts::of).map(row.counts()::minus).orElse(row.counts());
        save(registry, row.with(others.plus(Counts.of(now))));
    }

    /** Whether answers about subjects can be others now. */
    boolean apply(RegistryState now) {
        RegistryRow before = registry(now.registry());
        RegistryRow after = save(now.registry(), before.with(now));
        now.examination()
                .ifPresent(examination ->
                        store.put(SubjectKeys.examination(now.registry()).bytes(), Json.write(examination)));
        return !before.answersAs(after);
    }

    /** Takes away what stands elsewhere of a location's state. */
    private void leave(LocationState old) {
        old.unresolved()
                .ifPresent(
                        trouble -> store.delete(byTime(old.location(), trouble).bytes()));
        old.unannounced()
                .ifPresent(
                        found -> store.delete(byFinding(old.location(), found).bytes()));
        failing(old)
                .ifPresent(last -> store.delete(byFailure(old.location(), last).bytes()));
        swept(old).ifPresent(at -> store.delete(bySweep(old.location(), at).bytes()));
        count(old, -1);
    }

    private void enter(LocationState now) {
        now.unresolved()
                .ifPresent(trouble -> store.put(
                        byTime(now.location(), trouble).bytes(),
                        trouble.reason().getBytes(StandardCharsets.UTF_8)));
        now.unannounced()
                .ifPresent(found -> store.put(
                        byFinding(now.location(), found).bytes(),
                        found.source().toString().getBytes(StandardCharsets.UTF_8)));
        failing(now)
                .ifPresent(last -> store.put(
                        byFailure(now.location(), last).bytes(), last.inWords().getBytes(StandardCharsets.UTF_8)));
        swept(now).ifPresent(at -> store.put(bySweep(now.location(), at).bytes(), THERE));
        count(now, 1);
    }

    private void count(LocationState state, long more) {
        String registry = state.location().registry();
        state.sweeps()
                .flatMap(SweepState::enlisted)
                .map(SweepState.Enlisted::last)
                .ifPresent(at -> {
                    count(at(SubjectKeys.enlisted(registry), at), more);
                    if (state.sweeps().filter(SweepState::hasEndedSinceEnlisted).isPresent()) {
                        count(at(SubjectKeys.ended(registry), at), more);
                    }
                });
    }

    private void count(RowKey key, long more) {
        long count = counted(key) + more;
        if (count == 0) {
            store.delete(key.bytes());
        } else {
            store.put(
                    key.bytes(), ByteBuffer.allocate(Long.BYTES).putLong(count).array());
        }
    }

    private long counted(RowKey key) {
        byte[] row = store.get(key.bytes());
        return row == null ? 0 : ByteBuffer.wrap(row).getLong();
    }

    /** As of when it is known; of what is gone nothing gets any older. */
    private static Optional<Instant> swept(LocationState state) {
        return state.sweeps()
                .filter(sweeps -> !state.isGone())
                .flatMap(SweepState::swept)
                .map(SweepState.Swept::at);
    }

    private static Optional<SweepState.Failing> failing(LocationState state) {
        return state.sweeps().filter(sweeps -> !state.isGone()).flatMap(SweepState::failing);
    }

    private static RowKey byFailure(Location location, SweepState.Failing last) {
        return SubjectKeys.failing(location.registry())
                .time(Math.max(0, last.since().toEpochMilli()))
                .text(location.repository());
    }

    private static RowKey bySweep(Location location, Instant at) {
        return SubjectKeys.swept(location.registry())
                .time(Math.max(0, at.toEpochMilli()))
                .text(location.repository());
    }

    private static RowKey at(RowKey counts, Instant enumeration) {
        return counts.time(Math.max(0, enumeration.toEpochMilli()));
    }

    private static RowKey byTime(Location location, Unresolved trouble) {
        return SubjectKeys.troubled(location.registry())
                .time(Math.max(0, trouble.since().toEpochMilli()))
                .text(location.repository());
    }

    private static RowKey byFinding(Location location, Unannounced found) {
        return SubjectKeys.unannounced(location.registry())
                .time(Math.max(0, found.since().toEpochMilli()))
                .text(location.repository());
    }

    private RegistryRow registry(String name) {
        byte[] row = store.get(SubjectKeys.registry(name).bytes());
        return row == null ? RegistryRow.NOTHING : Json.read(row, RegistryRow.class);
    }

    private RegistryRow save(String registry, RegistryRow row) {
        long enlisted = ofLast(row, SubjectKeys.enlisted(registry));
        long ended = ofLast(row, SubjectKeys.ended(registry));
        RegistryRow now = row.believing(enlisted, ended);
        store.put(SubjectKeys.registry(registry).bytes(), Json.write(now));
        return now;
    }

    private long ofLast(RegistryRow row, RowKey counts) {
        return row.enumeration().map(last -> counted(at(counts, last.at()))).orElse(0L);
    }
}
