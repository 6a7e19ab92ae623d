package dev.backref.indexer.location;

import dev.backref.indexer.facts.Lost;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What was told of registries. Only a change is told on: a state goes to every partition of subjects.
 *
 * <pre>
 * C  registry    the state that was told last
 * CL             {@link Lost}: the last signals that were deleted unread, of whichever registries they told
 * </pre>
 */
final class RegistryRows {
    private static final RowKey ALL = RowKey.of("C");
    private static final RowKey LOST = RowKey.of("CL");

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final Outbox out;

    RegistryRows(KeyValueStore<Bytes, byte[]> store, Outbox out) {
        this.store = store;
        this.table = new Table(store);
        this.out = out;
    }

    /** Something was told of a registry. */
    void keep(String registry, UnaryOperator<RegistryState> change, long timestamp) {
        Optional<RegistryState> before = table.get(key(registry)).map(RegistryRows::read);
        RegistryState changed = change.apply(before.orElseGet(() -> RegistryState.nothing(registry)));
        boolean firstHeard = before.flatMap(RegistryState::heard).isEmpty();
        RegistryState now = firstHeard ? withLost(changed) : changed;
        if (!before.equals(Optional.of(now))) {
            store.put(key(registry).bytes(), Json.write(now));
            out.tell(now, timestamp);
        }
    }

    /** Something was told that nobody has read: of any registry that was heard from by then, also where only later ones tell of it. */
    void lost(Lost signals, long timestamp) {
        store.put(LOST.bytes(), Json.write(signals));
        List<RegistryState> known = new ArrayList<>();
        table.each(ALL, (key, row) -> known.add(read(row)));
        known.forEach(each -> keep(each.registry(), this::withLost, timestamp));
    }

    private RegistryState withLost(RegistryState state) {
        return table.get(LOST)
                .map(row -> Json.read(row, Lost.class))
                .filter(lost ->
                        state.heard().filter(heard -> !heard.isAfter(lost.at())).isPresent())
                .map(state::with)
                .orElse(state);
    }

    private static RegistryState read(byte[] row) {
        return Json.read(row, RegistryState.class);
    }

    private static RowKey key(String registry) {
        return ALL.text(registry);
    }
}
