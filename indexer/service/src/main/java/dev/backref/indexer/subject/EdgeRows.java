package dev.backref.indexer.subject;

import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the four rows of an edge in step. */
final class EdgeRows {
    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    EdgeRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    Optional<EdgeRow> find(Edge edge) {
        return table.get(SubjectKeys.merged(edge.subject(), edge.referrer(), edge.location()))
                .map(row -> Json.read(row, EdgeRow.class));
    }

    /** The descriptor of an edge that is there, with its annotations. */
    Descriptor descriptor(Edge edge, EdgeRow row) {
        return table.get(SubjectKeys.edge(edge.subject(), edge.location(), row.firstSeen(), edge.referrer()))
                .map(json -> Json.read(json, Descriptor.class))
                .orElse(row.state().descriptor());
    }

    /**
     * Puts an edge in the place of what was known of it. It is never away meanwhile: who reads sees the rows as they are put, one by
     * one, and must not miss an edge that stays.
     */
    void replace(Edge edge, EdgeRow before, EdgeState full, EdgeRow row) {
        put(edge, full, row);
        Optional<String> former = before.state().descriptor().artifactType();
        if (former.equals(full.descriptor().artifactType())) {
            return;
        }
        if (!leadsToItself(edge)) {
            store.delete(typed(edge, before, former).bytes());
        }
        if (!isOfTypeElsewhere(edge, former)) {
            store.delete(mergedTyped(edge, former).bytes());
        }
    }

    /** Puts an edge in. */
    void put(Edge edge, EdgeState full, EdgeRow row) {
        Optional<String> type = full.descriptor().artifactType();
        store.put(
                SubjectKeys.edge(edge.subject(), edge.location(), row.firstSeen(), edge.referrer())
                        .bytes(),
                Json.write(full.descriptor()));
        if (!leadsToItself(edge)) {
            store.put(typed(edge, row, type).bytes(), THERE);
        }
        store.put(mergedTyped(edge, type).bytes(), THERE);
        note(edge, row);
    }

    /** Notes why and when something was last learnt of an edge that stays as it is. */
    void note(Edge edge, EdgeRow row) {
        store.put(
                SubjectKeys.merged(edge.subject(), edge.referrer(), edge.location())
                        .bytes(),
                Json.write(row));
    }

    void remove(Edge edge, EdgeRow row) {
        Optional<String> type = row.state().descriptor().artifactType();
        store.delete(SubjectKeys.edge(edge.subject(), edge.location(), row.firstSeen(), edge.referrer())
                .bytes());
        if (!leadsToItself(edge)) {
            store.delete(typed(edge, row, type).bytes());
        }
        store.delete(SubjectKeys.merged(edge.subject(), edge.referrer(), edge.location())
                .bytes());
        if (!isOfTypeElsewhere(edge, type)) {
            store.delete(mergedTyped(edge, type).bytes());
        }
    }

    /** The rows of an edge by its locations, in the order of their names; at most so many. */
    Map<Location, EdgeRow> everywhere(Digest subject, Digest referrer, int most) {
        RowKey prefix = SubjectKeys.merged(subject, referrer);
        Map<Location, EdgeRow> found = new LinkedHashMap<>();
        table.each(prefix, (key, value) -> {
            found.put(Location.parse(key.behind(prefix).text()), Json.read(value, EdgeRow.class));
            return found.size() < most;
        });
        return found;
    }

    /** Other locations that hold the same edge, in the order of their names. */
    List<String> elsewhere(Edge edge, int most) {
        RowKey prefix = SubjectKeys.merged(edge.subject(), edge.referrer());
        List<String> found = new ArrayList<>();
        table.each(prefix, (key, value) -> {
            Location location = Location.parse(key.behind(prefix).text());
            if (!location.equals(edge.location())) {
                found.add(location.toString());
            }
            return found.size() < most;
        });
        return found;
    }

    /** A registry can give the same bytes another media type, so two locations need not agree on the artifact type. */
    private boolean isOfTypeElsewhere(Edge edge, Optional<String> type) {
        RowKey prefix = SubjectKeys.merged(edge.subject(), edge.referrer());
        boolean[] found = new boolean[1];
        table.each(prefix, (key, value) -> {
            found[0] = Json.read(value, EdgeRow.class)
                    .state()
                    .descriptor()
                    .artifactType()
                    .equals(type);
            return !found[0];
        });
        return found[0];
    }

    /** Such an edge is in no list of those that clients walk along. */
    private static boolean leadsToItself(Edge edge) {
        return edge.subject().equals(edge.referrer());
    }

    private static RowKey typed(Edge edge, EdgeRow row, Optional<String> type) {
        return SubjectKeys.typed(edge.subject(), edge.location(), type)
                .time(row.firstSeen().toEpochMilli())
                .text(edge.referrer().toString());
    }

    private static RowKey mergedTyped(Edge edge, Optional<String> type) {
        Digest subject = edge.subject();
        return SubjectKeys.mergedTyped(subject, type).text(edge.referrer().toString());
    }
}
