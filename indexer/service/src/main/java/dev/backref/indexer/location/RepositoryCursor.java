package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Cause;
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
 * must neither hold up others nor outlast a transaction. Where the registry reported it, all is gone with it. Where only a
 * listing of its tags was answered with 404, each is asked about: some registries answer so when there is no tag.
 *
 * <pre>
 * W  L    where the work stands, with cause and time of the observation that began it
 * </pre>
 */
final class RepositoryCursor {
    /** Sources wanted in one step; each writes three records: two rows and the event. A list that is let go writes four. */
    static final int STEP = 300;

    private static final int AT_ONCE = 40;
    private static final List<String> TABLES = List.of("M", "T", "X", "H", "U");

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final LocationRows rows;
    private final WantedRows wanted;
    private final TroubleRows trouble;

    RepositoryCursor(KeyValueStore<Bytes, byte[]> store, Parts parts, TroubleRows trouble) {
        this.store = store;
        this.table = new Table(store);
        this.rows = parts.rows();
        this.wanted = parts.wanted();
        this.trouble = trouble;
    }

    /**
     * Work in progress.
     *
     * @param doubted whether each is to be asked about, because nobody reported that it is gone
     * @param table being walked: manifests, tags, what was rejected, is withheld, or is unresolved
     * @param after the last component of the row that was reached; empty at the beginning of a table
     */
    private record Work(Location location, String causeId, Instant at, boolean doubted, String table, String after) {
        Work reached(String name) {
            return new Work(location, causeId, at, doubted, table, name);
        }

        Work in(String next) {
            return new Work(location, causeId, at, doubted, next, "");
        }
    }

    /** Begins, or begins again where the same repository was gone before. */
    void begin(Location location, Cause cause, Instant at) {
        save(new Work(location, cause.id(), at, cause.kind() == Cause.Kind.SWEEP, TABLES.get(0), ""));
    }

    /** Whether something that was known at a location has still to be asked for. */
    boolean isBusy(Location location) {
        return table.get(key(location)).isPresent();
    }

    /** Does one step, shared among repositories that have room: those that wait for an answer hold up no other. */
    void step() {
        List<Work> open = new ArrayList<>();
        table.each(RowKey.of("W"), (key, value) -> {
            Work work = Json.read(value, Work.class);
            if (wanted.hasRoom(work.location(), work.at())) {
                open.add(work);
            }
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
        if (work.after().isEmpty()) {
            table.each(prefix, visitor);
        } else {
            table.eachAfter(prefix, prefix.text(work.after()), visitor);
        }
        boolean released = false;
        for (String name : names) {
            Source source = source(work, name);
            if (source instanceof Source.Referrers list && !work.doubted()) { // Of what is gone nothing lists anything.
                released |= trouble.releaseList(list, work.at().toEpochMilli());
            } else {
                want(work, source);
            }
        }
        if (released) { // Once: a state goes to every partition of subjects.
            trouble.tell(work.location(), work.at().toEpochMilli());
        }
        advance(work, names.size() < most ? Optional.empty() : Optional.of(names.get(names.size() - 1)));
    }

    private static Source source(Work work, String name) {
        String kind = switch (work.table()) {
            case "M" -> "@";
            case "T" -> ":";
            default -> ""; // The others are named in full.
        };
        return Source.parse(work.location() + kind + name);
    }

    private void want(Work work, Source source) {
        Cause.Kind why = work.doubted() ? Cause.Kind.SWEEP : Cause.Kind.CASCADE;
        wanted.want(event(work, source, new Cause(why, work.causeId())));
    }

    /** Of a manifest that is known it is enough to hear that it is still there. */
    private RegistryEvent event(Work work, Source source, Cause why) {
        return work.doubted()
                        && source instanceof Source.Manifest manifest
                        && rows.content(work.location(), manifest.digest()).isPresent()
                ? RegistryEvent.doubted(manifest, why, work.at())
                : RegistryEvent.wanted(source, why, work.at());
    }

    private void advance(Work work, Optional<String> reached) {
        int next = TABLES.indexOf(work.table()) + 1;
        if (reached.isPresent()) {
            save(work.reached(reached.get()));
        } else if (next < TABLES.size()) {
            save(work.in(TABLES.get(next)));
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
